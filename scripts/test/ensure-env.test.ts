import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { completeEnv, ensureEnv } from '../src/ensure-env.ts';

let folder: string;
let file: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samleng-env-'));
  file = join(folder, '.env');
  lock = join(folder, 'lock');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = () => (statSync(file).mode & 0o777).toString(8);

describe('The first start', () => {
  it('writes every secret, readable by its owner alone', async () => {
    expect(await ensureEnv(file, {}, lock)).toBe('written');
    expect(modeOf()).toBe('600');
    const values = parseEnv(readFileSync(file, 'utf8'));
    for (const name of ['CMS_TOKEN', 'PUBLISH_SECRET', 'APP_KEYS', 'ENCRYPTION_KEY', 'JWT_SECRET'])
      expect(values[name]?.length, name).toBeGreaterThanOrEqual(32);
    expect(values['ADMIN_EMAIL']).toBe('editor@samleng.localhost');
    expect(values['ADMIN_PASSWORD']).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{16,}$/);
    expect(new Set(Object.values(values)).size).toBe(Object.keys(values).length);
  });

  it('makes other secrets for another machine', () => {
    const [one, other] = [completeEnv('', {}), completeEnv('', {})].map((text) => parseEnv(text));
    for (const [name, value] of Object.entries(one ?? {}))
      if (name !== 'ADMIN_EMAIL') expect(other?.[name], name).not.toBe(value);
  });

  it('made twice at once ends in one set of secrets', async () => {
    await Promise.all([ensureEnv(file, {}, lock), ensureEnv(file, {}, lock), ensureEnv(file, {}, lock)]);
    const text = readFileSync(file, 'utf8');
    expect(text.match(/^CMS_TOKEN=/gm)).toHaveLength(1);
  });
});

describe('A later start', () => {
  it('changes nothing where nothing is missing', async () => {
    await ensureEnv(file, {}, lock);
    const before = readFileSync(file, 'utf8');
    expect(await ensureEnv(file, {}, lock)).toBe('unchanged');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('adds what is missing or empty and touches no other line', async () => {
    const mine =
      '# my notes\nexport CMS_PORT=1400\nADMIN_EMAIL="me@union.localhost" # mine\nCMS_TOKEN=\nODD=$1 & more';
    writeFileSync(file, mine, { mode: 0o644 });
    expect(await ensureEnv(file, {}, lock)).toBe('completed');
    const text = readFileSync(file, 'utf8');
    for (const line of mine.split('\n').filter((each) => each !== 'CMS_TOKEN='))
      expect(text.split('\n')).toContain(line);
    expect(text.match(/^CMS_TOKEN=.{32,}$/gm)).toHaveLength(1);
    expect(parseEnv(text)['ADMIN_EMAIL']).toBe('me@union.localhost');
    expect(modeOf()).toBe('600');
  });

  it('takes away what others may read', async () => {
    await ensureEnv(file, {}, lock);
    chmodSync(file, 0o644);
    await ensureEnv(file, {}, lock);
    expect(modeOf()).toBe('600');
  });

  it('invents nothing that the environment sets', async () => {
    await ensureEnv(file, { CMS_TOKEN: 'given', ADMIN_PASSWORD: 'given' }, lock);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).not.toMatch(/CMS_TOKEN|ADMIN_PASSWORD|given/);
  });
});
