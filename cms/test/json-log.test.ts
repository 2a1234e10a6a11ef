import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import logger from '../config/logger';

const load = createRequire(createRequire(import.meta.url).resolve('@strapi/strapi/package.json'));

interface Logger {
  info(line: string, fields?: object): void;
  error(error: unknown): void;
}

/** Strapi's own logger with our setting, and the lines that it writes. */
function strapiLogger() {
  const { createLogger, winston } = load('@strapi/logger') as {
    createLogger(settings: object): Logger;
    winston: { transports: { Stream: new (options: { stream: Writable }) => object } };
  };
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return {
    lines,
    log: createLogger({ ...logger(), transports: [new winston.transports.Stream({ stream })] }),
  };
}

afterEach(() => {
  delete process.env.LOG_FORMAT;
});

describe('The log of the CMS', () => {
  it('is for people unless told otherwise', () => {
    const { lines, log } = strapiLogger();
    log.info('Publication 7', { revision: 7 });
    expect(lines[0]).toMatch(/info.*Publication 7/);
    expect(lines[0]).not.toMatch(/^\{/);
  });

  it('with LOG_FORMAT=json is one object a line, with the number of the publication', () => {
    process.env.LOG_FORMAT = 'json';
    const { lines, log } = strapiLogger();
    log.info('Publication 7:\nទំព័រ', { revision: 7, role: 'x', time: 0 });
    log.error(new Error('It broke.'));
    log.info('GET /preview/article/one?until=3&signature=abc123 (5 ms) 200');
    expect(lines).toHaveLength(3);
    const [published, broken, asked] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(published).toMatchObject({
      role: 'cms',
      level: 'info',
      message: 'Publication 7:\nទំព័រ',
      revision: 7,
    });
    expect(new Date(String(published?.time)).getFullYear()).toBeGreaterThan(2020);
    expect(broken).toMatchObject({
      level: 'error',
      message: expect.stringMatching(/^Error: It broke\.\n +at /),
    });
    expect(asked?.message).toBe('GET /preview/article/one?until=3&signature=[secret] (5 ms) 200');
  });
});
