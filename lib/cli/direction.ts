import { type Command, Option } from 'commander';
import type { Direction } from '../rules';

export interface DirectionOptions {
  readonly direction: 'inbound' | 'outbound';
  readonly outbound?: boolean;
}

export function addDirectionOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--direction <direction>', 'which way the mail goes')
        .choices(['inbound', 'outbound'])
        .default('inbound'),
    )
    .addOption(new Option('--outbound', 'short for --direction outbound').conflicts('direction'));
}

export function directionOf({ direction, outbound }: DirectionOptions): Direction {
  return outbound || direction === 'outbound' ? 'OUTBOUND' : 'INBOUND';
}
