import { reportError } from './errors';
import { buildProgram } from './program';
import { endQuietlyWhenNobodyReads } from './terminal';

// The SDK is bundled: whether its next version takes this Node.js is no matter of the person who runs the command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

async function main(): Promise<void> {
  endQuietlyWhenNobodyReads();
  await buildProgram().parseAsync().catch(reportError);
}

void main();
