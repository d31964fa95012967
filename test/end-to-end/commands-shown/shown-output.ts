import { setTimeout as sleep } from 'node:timers/promises';

/** Whether each line of what is shown was printed, in this order. `…` stands for anything. */
export function isPrinted(shown: string, printed: string): boolean {
  const lines = shown.trimEnd().split('\n');
  const pattern = lines.map((line) => line.split('…').map(literally).join('.*')).join('[ \\t]*\\n(?:.*\\n)*?.*');
  return new RegExp(pattern).test(printed);
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Waits until it is printed; then, what was printed otherwise. */
export async function findOutput(
  shown: string,
  printed: () => string,
  patienceMilliseconds: number,
): Promise<string | undefined> {
  for (let waited = 0; waited <= patienceMilliseconds; waited += 200) {
    if (isPrinted(shown, printed())) return undefined;
    await sleep(200);
  }
  return printed();
}
