import type { Direction } from '../rules';
import { fail } from './errors';

/** The direction of an event; old events do not say it, but a function for one direction only knows. */
export function chooseDirection(said: Direction | undefined, handled: Readonly<Record<Direction, unknown>>): Direction {
  if (said && !handled[said]) {
    const name = said.toLowerCase();
    fail('DIRECTION_NOT_HANDLED', 'flowDirection', said, `the handler has no function ${name}`, 'Give it one');
  }
  if (!said && handled.INBOUND && handled.OUTBOUND) {
    const reason = 'old events do not say it, and the handler is for both directions';
    fail('DIRECTION_UNKNOWN', 'flowDirection', said, reason, 'Make a handler for each direction');
  }
  return said ?? (handled.INBOUND ? 'INBOUND' : 'OUTBOUND');
}
