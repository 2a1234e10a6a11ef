import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from '../src/environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'samleng-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts `pnpm bench` with a temporary folder of the test's own. */
function bench(args: readonly string[], signalAt?: string) {
  const child = spawn(process.execPath, [join(root, 'scripts/src/bench.ts'), ...args], {
    cwd: root,
    env: { ...process.env, TMPDIR: folder, VITEST: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      // Again and again, as people do.
      if (signalAt && output.includes(signalAt)) child.kill('SIGINT');
    });
  return new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, output })),
  );
}

const houses = () => readdirSync(folder).filter((name) => name.startsWith('samleng-bench-'));

describe('pnpm bench', () => {
  it('measures everything that it says, and leaves nothing behind', { timeout: 900_000 }, async () => {
    const file = join(folder, 'bench.json');
    const { code, output } = await bench(['--documents', '40', '--json', file]);
    expect(code, output).toBe(0);
    const result = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number | null>;
    const { hugoSeconds, ...figures } = result;
    expect(Object.keys(result)).toEqual([
      'documents',
      'pages',
      'pullPerSecond',
      'restPullPerSecond',
      'cleanBuildSeconds',
      'peakRssMb',
      'publishToLiveSeconds',
      'renameToLiveSeconds',
      'unpublishToLiveSeconds',
      'hugoSeconds',
    ]);
    for (const [name, value] of Object.entries(figures)) expect(value, name).toBeGreaterThan(0);
    if (hugoSeconds !== null) expect(hugoSeconds).toBeGreaterThan(0);
    expect(figures['documents']).toBe(40);
    expect(figures['pages']).toBeGreaterThan(80);
    expect(houses()).toEqual([]);
  });

  it('clears up when it is ended early', async () => {
    const { code, output } = await bench(['--documents', '40'], 'loading them into the CMS');
    expect(output).toContain('Ended before it was done.');
    expect(code).toBe(130);
    await sleep(500);
    expect(houses()).toEqual([]);
  });

  it('refuses what it does not understand', async () => {
    const few = await bench(['--documents', '3']);
    expect(few).toMatchObject({ code: 2, output: expect.stringContaining('at least 40') as string });
    const many = await bench(['--json', join(folder, 'none.json')]);
    expect(many).toMatchObject({ code: 2, output: expect.stringContaining('--documents N') as string });
    expect(existsSync(join(folder, 'none.json'))).toBe(false);
  });
});
