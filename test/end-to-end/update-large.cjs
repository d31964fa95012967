/** A function as it runs in Lambda: the bundle of the package, the AWS SDK beside it, and how much memory they take. */
const { existsSync, readFileSync } = require('node:fs');
const { addBanner, removeAttachments, tagSubject, updateMessage } = require('../../assets/message/message.cjs');

const STATUS = '/proc/self/status';

async function main() {
  const begin = performance.now();
  const { outcome, done } = await updateMessage(process.argv[2], [
    tagSubject('[EXTERNAL]'),
    addBanner({ text: 'CAUTION: von außen' }),
    removeAttachments({ names: ['*.exe'] }),
  ]);
  const milliseconds = Math.round(performance.now() - begin);
  console.log(JSON.stringify({ outcome, done: done.length, milliseconds, megabytes: mostMemory() }));
}

/**
 * The most memory that this process ever had. Linux has it for the process as it is since it was started; what getrusage
 * says is at least what the process that started it had.
 */
function mostMemory() {
  const [, kilobytes] = existsSync(STATUS) ? (/VmHWM:\s+(\d+)/.exec(readFileSync(STATUS, 'utf8')) ?? []) : [];
  return Number(kilobytes ?? process.resourceUsage().maxRSS) / 1024;
}

main();
