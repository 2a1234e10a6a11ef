import { describe, expect, it } from 'vitest';
import { createLog } from '../src/log.ts';
import { redact } from '../src/redact.ts';

function logged(format: 'text' | 'json', write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = [];
  write(createLog('publisher', { format, write: (line) => lines.push(line) }));
  return lines;
}

describe('A log', () => {
  it('is for people unless told: the time of day and the words, without the fields', () => {
    const [line] = logged('text', (log) => log('Live: revision 7.', { revision: 7 }));
    expect(line).toMatch(/^\d\d:\d\d:\d\d Live: revision 7\.$/);
  });

  it('as JSON is one object a line, whatever the words hold', () => {
    const lines = logged('json', (log) => log('It failed:\nការ "បោះពុម្ព"', { revision: 7, at: [1, 2] }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
    const { time, ...rest } = JSON.parse(lines[0] ?? '') as { time: string };
    expect(new Date(time).toISOString()).toBe(time);
    expect(rest).toEqual({
      role: 'publisher',
      message: 'It failed:\nការ "បោះពុម្ព"',
      revision: 7,
      at: [1, 2],
    });
  });

  it('as JSON lets no field take the place of time, role or message', () => {
    const [line] = logged('json', (log) => log('true', { message: 'false', role: 'x', time: 0 }));
    expect(JSON.parse(line ?? '')).toMatchObject({ role: 'publisher', message: 'true' });
  });

  it('as JSON survives what JSON cannot say', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const lines = logged('json', (log) => {
      log('round', circle);
      log('big', { count: 1n, error: new Error('It broke.') });
    });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { message: 'round' },
      { message: 'big', count: '1', error: 'It broke.' },
    ]);
  });

  it.each(['text', 'json'] as const)('as %s never holds a secret of this process', (format) => {
    process.env['PUBLISH_SECRET'] = 'a "secret" that nobody may see';
    const [line] = logged(format, (log) =>
      log('Refused: a "secret" that nobody may see', { said: 'a "secret" that nobody may see' }),
    );
    Reflect.deleteProperty(process.env, 'PUBLISH_SECRET');
    expect(line).toContain('[secret]');
    expect(line).not.toContain('nobody');
  });
});

describe('Secrets', () => {
  it('that stand in an address are put out, whatever opens something with them', () => {
    for (const name of [
      'signature',
      'token',
      'registrationToken',
      'code',
      'resetPasswordToken',
      'access_token',
    ])
      expect(redact(`GET /x?y=1&${name}=geheim&z=2`, {})).toBe(`GET /x?y=1&${name}=[secret]&z=2`);
  });

  it.each([
    [`asked with ${'0123456789abcdef'.repeat(8)}.`, 'asked with [secret].'],
    ['authorization: Bearer abcdefgh.ijkl-mnop', 'authorization: Bearer [secret]'],
    ['ghp_0123456789abcdefghij was refused', 'ghp_[secret] was refused'],
    ['postgres://samleng:pass@localhost:5432/x', 'postgres://samleng:[secret]@localhost:5432/x'],
    ['/preview/article/a?until=1&signature=abc123', '/preview/article/a?until=1&signature=[secret]'],
  ])('that %s holds are put out', (line, expected) => {
    expect(redact(line, {})).toBe(expected);
  });

  it('are put out one by one where a variable lists several', () => {
    expect(redact('key-number-two was used', { APP_KEYS: 'key-number-one,key-number-two' })).toBe(
      '[secret] was used',
    );
  });

  it.each([
    'Live: revision 7, 69 pages (release 20260101-120000-r7), code 0123456789ab.',
    'The CMS at http://localhost:1337 does not answer.',
    `digest ${'0123456789abcdef'.repeat(4)}`,
  ])('are not seen where there are none: %s', (line) => {
    expect(redact(line, { CMS_TOKEN: 'short', HOME: '/localhost' })).toBe(line);
  });
});
