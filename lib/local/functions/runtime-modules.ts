import { existsSync } from 'node:fs';
import { mkdir, rename, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What Lambda's Node.js runtimes bring along, so that a function need not be deployed with it: the AWS SDK. */
const SCOPES = ['@aws-sdk', '@smithy'];

/**
 * Lets code in a folder find the AWS SDK, as it does in Lambda, if the project in which this process runs has it. What
 * the code brings along itself comes first.
 */
export async function linkRuntimeModules(folder: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  for (const scope of SCOPES) {
    const installed = findUpwards(process.cwd(), join('node_modules', scope));
    if (!installed) continue;
    await mkdir(modules, { recursive: true });
    // renamed into its place, because another process may use the folder at the same time
    const link = join(modules, `${scope}.${process.pid}`);
    await symlink(installed, link, 'junction');
    await rename(link, join(modules, scope));
  }
}

function findUpwards(folder: string, name: string): string | undefined {
  const candidate = join(folder, name);
  if (existsSync(candidate)) return candidate;
  const parent = dirname(folder);
  return parent === folder ? undefined : findUpwards(parent, name);
}
