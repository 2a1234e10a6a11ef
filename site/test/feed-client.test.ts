import { describe, expect, test } from 'vitest';
import { pullFeed, type FeedOptions } from '../src/content/feed-client.ts';
import { TemporaryError } from '../src/content/retry.ts';
import { cmsServer, cut, feed, stall, status } from './support/cms-server.ts';
import { feedOf, make } from './support/documents.ts';

const story = make('article', 'story-one');
const whole = feedOf([story]);
const quick = { attempts: 3, pause: 1, longestPause: 5 };

function options(cmsUrl: string, more: Partial<FeedOptions> = {}): FeedOptions {
  return { cmsUrl, token: 'a-token', retry: quick, ...more };
}

describe('a pull that goes well', () => {
  test('brings every document, tombstone and the trailer', async () => {
    const gone = { type: 'tombstone', of: 'article', documentId: 'old-story', locale: 'km' };
    const cms = await cmsServer(feed(feedOf([story, gone], { revision: 12 })));
    const pull = await pullFeed(options(cms.url));
    expect(pull).toMatchObject({
      documents: [story],
      tombstones: [gone],
      trailer: { revision: 12, count: 2 },
    });
  });

  test('sends the token and names the point it continues from', async () => {
    let token: string | undefined;
    const cms = await cmsServer((request, response) => {
      token = request.headers.authorization;
      return feed(feedOf([]))(request, response);
    });
    await pullFeed(options(cms.url), { revision: 4, log: 'log a' });
    expect(token).toBe('Bearer a-token');
    expect(cms.asked).toEqual(['/api/feed?since=4&log=log+a']);
  });

  test('puts together letters and lines that come in pieces', async () => {
    const khmer = make('article', 'story-km', { title: 'ប្រាក់ឈ្នួល' }, 'km');
    const bytes = Buffer.from(feedOf([khmer]));
    const cms = await cmsServer(async (_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      for (let at = 0; at < bytes.length; at += 7) {
        response.write(bytes.subarray(at, at + 7));
        if (at % 70 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      response.end();
    });
    expect(await pullFeed(options(cms.url))).toMatchObject({ documents: [khmer] });
  });

  test('accepts a trailer without its line break', async () => {
    const cms = await cmsServer(feed(whole.trimEnd()));
    expect(await pullFeed(options(cms.url))).toMatchObject({ documents: [story] });
  });
});

describe('a CMS in trouble is asked again', () => {
  test.each([
    ['a 500', status(500)],
    ['a 503', status(503)],
    ['a 429', status(429, { 'retry-after': '0' })],
    ['a connection torn in the middle', cut(whole.slice(0, 40))],
    ['an end without trailer', feed(JSON.stringify(story) + '\n')],
    ['a line cut in the middle', feed(whole.slice(0, -30))],
    ['fewer lines than the trailer counts', feed(feedOf([story], { count: 2 }))],
  ])('after %s', async (_, trouble) => {
    const cms = await cmsServer(trouble, feed(whole));
    expect(await pullFeed(options(cms.url))).toMatchObject({ documents: [story] });
    expect(cms.asked).toHaveLength(2);
  });

  test('until the attempts are used up', async () => {
    const cms = await cmsServer(status(500));
    await expect(pullFeed(options(cms.url))).rejects.toThrow(TemporaryError);
    expect(cms.asked).toHaveLength(3);
  });

  test('with pauses that grow and that it tells about', async () => {
    const cms = await cmsServer(status(500));
    const told: string[] = [];
    const retry = {
      attempts: 4,
      pause: 40,
      longestPause: 1000,
      onRetry: (message: string) => told.push(message),
    };
    const started = performance.now();
    await expect(pullFeed(options(cms.url, { retry }))).rejects.toThrow('answered 500');
    // Half of 40 + 80 + 160 is the least that jitter leaves.
    expect(performance.now() - started).toBeGreaterThan(135);
    expect(told).toHaveLength(3);
  });

  test('when nobody listens, and the error names the address', async () => {
    const failing = pullFeed(options('http://127.0.0.1:9'));
    await expect(failing).rejects.toThrow(TemporaryError);
    await expect(failing).rejects.toThrow('http://127.0.0.1:9/api/feed');
  });
});

describe('a CMS that hangs is not waited for', () => {
  test('when the stream falls silent', async () => {
    const cms = await cmsServer(stall(whole.slice(0, 40)));
    const retry = { ...quick, attempts: 1 };
    await expect(pullFeed(options(cms.url, { idleTimeout: 80, retry }))).rejects.toThrow('was silent');
  });

  test('when it never answers', async () => {
    const cms = await cmsServer(() => undefined);
    const retry = { ...quick, attempts: 1 };
    await expect(pullFeed(options(cms.url, { idleTimeout: 80, retry }))).rejects.toThrow(TemporaryError);
  });

  test('when it trickles for ever', async () => {
    const cms = await cmsServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      const timer = setInterval(() => response.write('\n'), 10);
      response.on('close', () => clearInterval(timer));
    });
    const retry = { ...quick, attempts: 1 };
    await expect(pullFeed(options(cms.url, { idleTimeout: 80, overallTimeout: 300, retry }))).rejects.toThrow(
      'took longer',
    );
  });
});

describe('what trying again cannot mend fails at once', () => {
  test.each([401, 403])('a token that is refused with %i, with the remedy', async (code) => {
    const cms = await cmsServer(status(code));
    const failing = pullFeed(options(cms.url));
    await expect(failing).rejects.toThrow(/CMS_TOKEN.*same CMS_TOKEN/);
    await expect(failing).rejects.not.toThrow(TemporaryError);
    expect(cms.asked).toHaveLength(1);
  });

  test('another 4xx, with what the CMS said', async () => {
    const cms = await cmsServer(status(404));
    await expect(pullFeed(options(cms.url))).rejects.toThrow(/404.*told to answer 404.*CMS_URL/s);
    expect(cms.asked).toHaveLength(1);
  });

  test('an answer that is no feed', async () => {
    const cms = await cmsServer(
      (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello'),
    );
    await expect(pullFeed(options(cms.url))).rejects.toThrow(/text\/html.*CMS_URL/);
  });

  test('a document that breaks the contract, naming document and field', async () => {
    const cms = await cmsServer(feed(feedOf([{ ...story, slug: 'Not A Slug' }])));
    await expect(pullFeed(options(cms.url))).rejects.toThrow(/article story-one en.*slug/);
    expect(cms.asked).toHaveLength(1);
  });

  test('garbage between the lines', async () => {
    const cms = await cmsServer(feed('oops\n' + whole));
    await expect(pullFeed(options(cms.url))).rejects.toThrow('not JSON');
  });

  test('lines after the trailer', async () => {
    const cms = await cmsServer(feed(whole + JSON.stringify(story) + '\n'));
    await expect(pullFeed(options(cms.url))).rejects.toThrow('after its trailer');
  });
});

test('a point that the CMS does not know is answered with a word, not an error', async () => {
  const cms = await cmsServer(status(409));
  expect(await pullFeed(options(cms.url), { revision: 99, log: 'other' })).toBe('unknown-point');
});
