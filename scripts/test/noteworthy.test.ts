import { describe, expect, it } from 'vitest';
import { isNoteworthy, lastWords, wordsOf } from '../src/start/noteworthy.ts';

describe('The terminal of who started Samleng', () => {
  it.each([
    ['cms', '[2026-01-01] error: The hook could not be sent.'],
    ['cms', '[2026-01-01] info: Demo content: 7 × topic'],
    ['publisher', '12:00:00 Live: revision 7, 69 pages, 4.1 s (release a).'],
    ['site', 'GET /en/ failed: disk error'],
  ] as const)('shows of the %s: %s', (role, line) => {
    expect(isNoteworthy(role, line)).toBe(true);
  });

  it.each([
    ['cms', '[2026-01-01] http: GET /api/feed (5 ms) 200'],
    ['cms', 'Welcome back!'],
    ['publisher', '12:00:00 build: Rendered 69 pages'],
    ['publisher', 'build: Rendered 69 pages'],
    ['site', ' '],
  ] as const)('is spared of the %s: %s', (role, line) => {
    expect(isNoteworthy(role, line)).toBe(false);
  });
});

describe('The last words of a process', () => {
  it('are its error without the machinery, and the remedy where there is one', () => {
    const lines = [
      '/x/node_modules/better-sqlite3/lib/methods/pragma.js:10',
      '\tconst stmt = this[cppdb].prepare(`PRAGMA ${source}`, this, true, false);',
      '\t                         ^',
      '',
      'SqliteError: file is not a database',
      '    at Database.pragma (/x/y.js:1:1) {',
      "  code: 'SQLITE_NOTADB'",
      '}',
      'Node.js v24.21.0',
    ];
    expect(lastWords(lines)).toBe(
      'SqliteError: file is not a database\n' +
        'The database in DATA_DIR/database is damaged. Put back a backup of it, or move it away to begin with an empty one.',
    );
  });
});

describe('The words of a line', () => {
  it('are the message of a JSON line, and the line itself otherwise', () => {
    expect(wordsOf('{"time":"2026-01-01","role":"site","message":"Serving \\"it\\"."}')).toBe(
      'Serving "it".',
    );
    const broken = wordsOf('{"role":"cms","level":"error","message":"It broke."}');
    expect([broken, isNoteworthy('cms', broken)]).toEqual(['error: It broke.', true]);
    for (const line of ['12:00:00 Live.', '{ an object in a stack', '{"code":7}'])
      expect(wordsOf(line)).toBe(line);
  });
});
