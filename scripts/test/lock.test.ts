import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startNode } from '../src/child.ts';
import { tryLock, waitForLock } from '../src/lock.ts';
import { until } from './room/workshop.ts';

// Real processes and servers: a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samleng-lock-'));
  file = join(folder, 'deep/lock');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('A lock is held by one at a time', async () => {
  const first = tryLock(file);
  expect(first).toBeDefined();
  expect(tryLock(file)).toBeUndefined();
  let waited = false;
  const second = waitForLock(file, () => (waited = true));
  await until('the second waits', () => waited);
  first?.release();
  (await second).release();
});

it('A lock is free the moment its holder is killed', async () => {
  const lockModule = new URL('../src/lock.ts', import.meta.url).href;
  let held = false;
  const holder = startNode({
    args: [
      '--input-type=module',
      '-e',
      `import { tryLock } from '${lockModule}'; if (tryLock(${JSON.stringify(file)})) console.log('held'); setInterval(() => {}, 1000);`,
    ],
    onLine: (line) => (held ||= line === 'held'),
  });
  await until('the holder has it', () => held);
  expect(tryLock(file)).toBeUndefined();
  process.kill(holder.pid, 'SIGKILL');
  await holder.exit;
  const after = tryLock(file);
  expect(after).toBeDefined();
  after?.release();
});
