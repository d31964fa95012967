import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CHECK_RESOURCE_TYPE } from '../../lib/rules';
import { succeed } from '../packages/command';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** By stack and logical id. */
export type Resources = ReadonlyMap<string, Resource>;

export function exampleNames(checkout: string): string[] {
  return readdirSync(join(checkout, 'examples')).filter((name) =>
    existsSync(join(checkout, 'examples', name, 'app.ts')),
  );
}

/** The resources that an example of a checkout declares, with the library of that checkout. */
export async function synthesize(checkout: string, example: string): Promise<Resources> {
  const output = join(checkout, 'cdk.out', example);
  rmSync(output, { recursive: true, force: true });
  const tsx = join(checkout, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const config = join(checkout, 'examples', 'tsconfig.json');
  await succeed(join(checkout, 'examples', example), process.execPath, [tsx, '--tsconfig', config, 'app.ts'], {
    CDK_OUTDIR: output,
  });
  const templates = readdirSync(output).filter((file) => file.endsWith('.template.json'));
  return new Map(
    templates.flatMap((file) => {
      const { Resources = {} } = JSON.parse(readFileSync(join(output, file), 'utf8'));
      return Object.entries(Resources as Record<string, Resource>).map(([id, resource]): [string, Resource] => [
        `${file}: ${id}`,
        resource,
      ]);
    }),
  );
}

/** What CloudFormation would remove or replace, though the app is the same. */
export function brokenPromises(before: Resources, after: Resources): string[] {
  return [...before].flatMap(([id, { Type, Properties }]) => {
    if (Type === CHECK_RESOURCE_TYPE) return []; // replaced on purpose at every change
    const now = after.get(id);
    if (!now) return [`${id} (${Type}) is gone`];
    if (now.Type !== Type) return [`${id} is a ${now.Type}, was a ${Type}`];
    const [then, today] = [Properties?.ServiceToken, now.Properties?.ServiceToken].map((token) =>
      JSON.stringify(token),
    );
    return then === today ? [] : [`${id} (${Type}) has the service token ${today}, had ${then}`];
  });
}
