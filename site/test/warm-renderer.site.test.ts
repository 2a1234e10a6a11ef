import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastLine, runBuild, runProgram } from './support/run-build.ts';
import { readTree } from './support/trees.ts';

interface Report {
  readonly bundle: string;
  readonly pages: Readonly<Record<string, string>>;
}

const root = mkdtempSync(join(tmpdir(), 'samleng-warm-'));
const program = fileURLToPath(new URL('support/render-warm.ts', import.meta.url));
const reports: Report[] = [];

beforeAll(async () => {
  const env = {
    DATA_DIR: join(root, 'data'),
    CONTENT_SOURCE: 'examples',
    // Astro puts a random key into every bundle, for features that we do not use.
    ASTRO_KEY: Buffer.alloc(32, 1).toString('base64'),
  };
  expect(await runBuild(['--examples', '--content-only'], env)).toMatchObject({ code: 0 });
  for (const when of ['later', 'from-the-start']) {
    const { stdout, stderr } = await runProgram(program, [join(root, when), when], env);
    expect(stderr).toBe('');
    reports.push(JSON.parse(lastLine(stdout)) as Report);
  }
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

test('other content makes no other bundle: content is read when pages are rendered', () => {
  const [later, fromTheStart] = reports;
  expect(later?.bundle).toMatch(/^[0-9a-f]{64}$/);
  expect(later?.bundle).toBe(fromTheStart?.bundle);
});

test('a bundle that stays loaded renders changed pages as a clean build does', () => {
  const clean = readTree(join(root, 'from-the-start'));
  const stale = readTree(join(root, 'later'));
  const again = Object.entries(reports[0]?.pages ?? {});
  expect(again.length).toBeGreaterThan(3);
  for (const [path, html] of again) {
    const file = path.slice(1) + (path.endsWith('/') ? 'index.html' : '');
    expect(clean.get(file)?.toString() === html, path).toBe(true);
    stale.set(file, Buffer.from(html));
  }
  // Pages whose key stayed the same are the same: a key forgets nothing that its page shows.
  for (const [file, bytes] of clean) {
    if (/\.(html|xml)$/.test(file)) expect(stale.get(file)?.equals(bytes), file).toBe(true);
  }
});
