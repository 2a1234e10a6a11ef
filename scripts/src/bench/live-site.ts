import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two questions. */
const pause = 5;

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

export interface Page {
  readonly status: number;
  readonly text: string;
}

/** Asks for a page as a reader would, over connections that are kept open. */
export function readPage(url: string): Promise<Page> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
      answer.on('error', reject);
    });
    asked.on('error', reject);
  });
}

/** Ends the open connections. */
export function closeReader(): void {
  agent.destroy();
}

/**
 * Reads the live site again and again until it is as it should be.
 * @param what for the message, when it never is.
 * @returns the seconds since `started`, a `performance.now()`.
 */
export async function untilLive(
  started: number,
  what: string,
  isSo: () => Promise<boolean>,
  limitSeconds = 300,
): Promise<number> {
  for (;;) {
    if (await isSo()) return (performance.now() - started) / 1000;
    if (performance.now() - started > limitSeconds * 1000)
      throw new Error(`Waited ${limitSeconds} s in vain until ${what}.`);
    await sleep(pause);
  }
}
