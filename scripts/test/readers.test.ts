import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Reader, Tally } from './house/reader.ts';
import { ReleaseRecord } from './house/release-record.ts';

const path = '/en/';

/** A folder with releases that say `first`, `second` and so on; the second page never changes. */
function releases(...words: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'samleng-readers-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [index, word] of words.entries()) {
    mkdirSync(join(folder, String(index), 'en'), { recursive: true });
    writeFileSync(join(folder, String(index), 'en/index.html'), word);
    const builtAt = new Date(Date.UTC(2026, 0, 1, 8, index)).toISOString();
    writeFileSync(join(folder, String(index), 'release.json'), JSON.stringify({ builtAt }));
  }
  return folder;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;
const say =
  (text: string): Answer =>
  (response) =>
    response.end(text);

/** What a reader makes of answers, the last of which is repeated. */
async function read(folder: string, ...answers: Answer[]): Promise<Tally> {
  let asked = 0;
  const record = new ReleaseRecord(folder, [path]);
  record.look();
  const tally = new Tally();
  const server = createServer((request, response) => {
    answers[Math.min(asked++, answers.length - 1)]?.(response, request);
    if (asked === answers.length + 1) reader.stop();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const reader = new Reader(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [path],
    record,
    tally,
  );
  await reader.run();
  reader.judge(Infinity);
  return tally;
}

test('Readers are content with one release after the other', async () => {
  const folder = releases('first', 'second', 'first');
  const tally = await read(folder, say('first'), say('second'), say('second'), say('first'));
  expect(Object.fromEntries(tally.samples)).toEqual({});
  expect(tally.requests).toBe(5);
});

test('Readers notice a step back to an older release', async () => {
  const tally = await read(releases('first', 'second'), say('first'), say('second'), say('first'));
  expect([...tally.samples.keys()]).toEqual(['backwards']);
});

test('Readers notice a body that is half of one release and half of another', async () => {
  const tally = await read(releases('first', 'second'), say('first'), say('secrst'), say('second'));
  expect([...tally.samples.keys()]).toEqual(['mixed']);
  expect(tally.failures).toBe(1);
});

test('Readers notice what is missing, empty, cut off or no answer at all', async () => {
  const missing: Answer = (response) => void response.writeHead(404).end('first');
  const cut: Answer = (response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('first', () => response.destroy());
  };
  const nothing: Answer = (_, request) => void request.socket.destroy();
  const tally = await read(releases('first'), missing, say(''), cut, nothing, say('first'));
  expect([...tally.samples.keys()]).toEqual(['status 404', 'empty', 'socket']);
  expect(tally.failures).toBe(4);
});

test('Readers notice that they may keep what is not good any more', async () => {
  const tagged =
    (text: string): Answer =>
    (response, request) => {
      // The same tag for every text, as a server would give that goes by size and time.
      if (request.headers['if-none-match']) return void response.writeHead(304, { etag: '"tag"' }).end();
      response.writeHead(200, { etag: '"tag"' }).end(text);
    };
  const answers = Array.from({ length: 60 }, (_, index) => tagged(index < 30 ? 'first' : 'second'));
  const tally = await read(releases('first', 'second'), ...answers);
  expect(tally.notModified).toBeGreaterThan(0);
  expect([...tally.samples.keys()]).toEqual(['backwards']);
});

test('The record of releases complains about a release that changes under its name or lacks a page', () => {
  const folder = releases('first', 'second');
  rmSync(join(folder, '1/en/index.html'));
  const record = new ReleaseRecord(folder, [path]);
  record.look();
  writeFileSync(join(folder, '0/en/index.html'), 'changed');
  record.checkFrozen();
  expect(record.complaints).toEqual(['Release 1 lacks /en/', 'Release 0 changed under its name: /en/']);
});
