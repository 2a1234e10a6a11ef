import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { House } from './running-house.ts';

/** What readers are told. */
export interface Orders {
  readonly siteUrl: string;
  readonly dataDir: string;
  /** Files that are public all along, as paths of the site. */
  readonly paths: readonly string[];
  readonly connections: number;
}

/** What they met. */
export interface Findings {
  readonly requests: number;
  readonly notModified: number;
  readonly bytes: number;
  readonly connections: number;
  /** How many releases appeared meanwhile. */
  readonly releases: number;
  /** Anything but the right body: another status, an empty or cut body, a mix, a step back, a lost connection. */
  readonly failures: number;
  /** Some of each kind, in words. */
  readonly samples: Readonly<Record<string, readonly string[]>>;
}

export interface Readers {
  /** Ends them and says what they met. */
  stop(): Promise<Findings>;
  /** Ends them at once, for when the test has failed already. */
  kill(): void;
}

const program = fileURLToPath(new URL('reader-program.ts', import.meta.url));

/** Lets readers loose on the site. */
export function startReaders(house: House, paths: readonly string[], connections = 4): Readers {
  const child = fork(program, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const siteUrl = `http://127.0.0.1:${new URL(house.siteUrl).port}`;
  const orders: Orders = { siteUrl, dataDir: house.dataDir, paths, connections };
  child.send(orders);
  return {
    async stop() {
      const answer = Promise.race([
        once(child, 'message'),
        once(child, 'exit').then(() => Promise.reject(new Error('The readers ended by themselves.'))),
      ]);
      child.send('stop');
      const [findings] = (await answer) as [Findings];
      return findings;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
