import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile, testSecrets } from './boot-strapi.ts';
import { freePort, type Postgres, startPostgres } from './postgres.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let postgres: Postgres;
const folder = mkdtempSync(join(tmpdir(), 'samleng-two-starts-'));
const started: ChildProcess[] = [];

beforeAll(async () => {
  compile();
  postgres = await startPostgres();
});

afterAll(async () => {
  for (const child of started.filter(({ exitCode }) => exitCode === null)) {
    child.kill();
    await once(child, 'exit');
  }
  postgres?.end();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a CMS in a process and a data folder of its own. Answers with what it answers, once it does. */
async function startCms(name: string): Promise<{ status: number; printed: string }> {
  const port = String(await freePort());
  const own = { CMS_PORT: port, DATA_DIR: join(folder, name), ENV_FILE: join(folder, `${name}.env`) };
  const child = spawn(process.execPath, ['scripts/src/start.ts', 'cms'], {
    cwd: root,
    env: { ...process.env, ...testSecrets, ...own, NODE_ENV: 'production', DATABASE_URL: postgres.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const address = `http://localhost:${port}/api/feed`;
  const headers = { authorization: `Bearer ${testSecrets.CMS_TOKEN}` };
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The CMS ended with ${child.exitCode}: ${printed}`);
    const answer = await fetch(address, { headers }).catch(() => undefined);
    if (answer) return { status: answer.status, printed };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('two CMS that start at once on an empty database both come up, one after the other', async () => {
  const both = await Promise.all([startCms('first'), startCms('second')]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  const printed = both.map((each) => each.printed).join('\n');
  expect(printed).toContain('Another CMS is starting on this database');
  expect(printed).not.toMatch(/already exists|duplicate key/);
});
