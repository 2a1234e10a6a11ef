import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { locales, newestRevocations, type Document, type Revocation } from '@samleng/shared';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bodyFile, digestOf, readBody } from '../src/content/bodies.ts';
import { ContentStore, type ContentStoreOptions, type Pulled } from '../src/content/content-store.ts';
import { PullError } from '../src/content/feed-client.ts';
import { nameOfVersion } from '../src/content/quarantine.ts';
import { TemporaryError } from '../src/content/retry.ts';
import { appendToStore, readStore, readStored, writeStore, type Content } from '../src/content/store.ts';
import { make } from './support/documents.ts';
import { FeedServer } from './support/feed-server.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const one = make('article', 'story-one', { title: 'One', body: 'The first story.' });
const two = make('article', 'story-two', { title: 'Two', slug: 'two', body: 'The second story.' });
const topic = make('topic', 'a-topic');

/** A document that breaks the contract, as it may lie in a CMS after an import. */
const broken = (document: Document) => ({ ...document, slug: 'Not A Slug' }) as Document;

async function newsroom(...documents: Document[]) {
  const cms = new FeedServer();
  cms.publish(...documents);
  const cmsUrl = await cms.start();
  onTestFinished(() => cms.stop());
  return { cms, cmsUrl };
}

function storeIn(folder: string, cmsUrl: string, more: Partial<ContentStoreOptions> = {}): ContentStore {
  const retry = { attempts: 1, pause: 1, longestPause: 1 };
  return new ContentStore({
    folder,
    contract: 'contract-a',
    feed: { cmsUrl, token: 'a-token', retry },
    ...more,
  });
}

const journal = (folder: string) => join(folder, 'journal.ndjson');
const titles = ({ documents }: Pick<Content, 'documents'>) =>
  documents.map((document) => ('title' in document ? document.title : document.type));
const told = ({ changed }: Pulled) =>
  [...changed].map(([name, document]) => (document ? name : `${name} gone`)).sort();
const asideIn = ({ quarantined }: ContentStore) => quarantined.map((each) => nameOfVersion(each));

describe('the journal', () => {
  test('is all that a pull writes, and a fresh process reads what it says', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one, two);
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    const index = readFileSync(join(folder, 'index.ndjson'), 'utf8');
    cms.publish({ ...one, title: 'Another' }, topic);
    cms.withdraw(two);
    expect(told(await store.pull())).toEqual([
      'article story-one en',
      'article story-two en gone',
      'topic a-topic en',
    ]);
    expect(readFileSync(join(folder, 'index.ndjson'), 'utf8')).toBe(index);
    expect(readFileSync(journal(folder), 'utf8').trim().split('\n')).toHaveLength(1);
    expect(readStore(folder)).toEqual(store.content);
    expect(titles(store.content)).toEqual(['topic', 'Another']);
  });

  test('says with the index what a whole rewriting would say, whatever was pulled', () => {
    const version = fc.record({
      id: fc.constantFrom('story-one', 'story-two', 'story-three'),
      locale: fc.constantFrom(...locales),
      title: fc.constantFrom('A', 'B', null),
      isAside: fc.boolean(),
      revokes: fc.constantFrom('/en/a/', '/en/b/', null),
    });
    const folder = temporaryFolder();
    fc.assert(
      fc.property(fc.array(fc.array(version, { maxLength: 4 }), { minLength: 1, maxLength: 8 }), (pulls) => {
        const documents = new Map<string, Document>();
        const quarantined = new Map<string, Content['quarantined'][number]>();
        const revoked: Revocation[] = [];
        const content = (revision: number): Content => ({
          revision,
          log: 'log-a',
          revoked: newestRevocations(revoked),
          documents: [...documents.values()],
          quarantined: [...quarantined.values()],
        });
        const id = writeStore(folder, content(0), 'c');
        for (const [number, pull] of pulls.entries()) {
          const delta = { documents: new Map(), quarantined: new Map() };
          const pages: Revocation[] = [];
          for (const { id: documentId, locale, title, isAside, revokes } of pull) {
            if (revokes) pages.push({ type: 'revocation', path: revokes, revision: number + 1 });
            const name = nameOfVersion({ type: 'article', documentId, locale });
            const document = title === null ? null : make('article', documentId, { title }, locale);
            const aside = { type: 'article', documentId, locale, reason: 'No.', at: 'now' } as const;
            delta.documents.set(name, document);
            delta.quarantined.set(name, isAside ? aside : null);
            if (document) documents.set(name, document);
            else documents.delete(name);
            if (isAside) quarantined.set(name, aside);
            else quarantined.delete(name);
          }
          const isAll = number === 2;
          if (isAll) revoked.length = 0;
          revoked.push(...pages);
          const told = { revoked: { isAll, pages }, withdrawn: 0 };
          appendToStore(folder, id, { revision: number + 1, log: 'log-a', ...told, ...delta });
        }
        const journalled = readStore(folder);
        writeStore(folder, content(pulls.length), 'c');
        const rewritten = readStore(folder);
        expect({ ...journalled, quarantined: new Set(journalled?.quarantined) }).toEqual({
          ...rewritten,
          quarantined: new Set(rewritten?.quarantined),
        });
      }),
      { numRuns: 60 },
    );
  });

  test('and the index keep the fields of a document in the order of the contract, so that views of it are the same text', async () => {
    const folder = temporaryFolder();
    const turned = (document: Document) => Object.fromEntries(Object.entries(document).reverse()) as Document;
    const { cms, cmsUrl } = await newsroom(turned(one), topic);
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    expect(JSON.stringify(readStore(folder)?.documents)).toBe(JSON.stringify(store.content.documents));
    cms.publish(turned({ ...one, title: 'Another' }));
    await store.pull();
    expect(JSON.stringify(readStore(folder)?.documents)).toBe(JSON.stringify(store.content.documents));
    const straight = (await newsroom({ ...one, title: 'Another' }, topic)).cmsUrl;
    const other = storeIn(temporaryFolder(), straight);
    await other.pull();
    expect(JSON.stringify(other.content.documents)).toBe(JSON.stringify(store.content.documents));
  });

  test('loses a last line that was cut, and goes on after it', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one);
    await storeIn(folder, cmsUrl).pull();
    cms.publish({ ...one, title: 'Another' });
    await storeIn(folder, cmsUrl).pull();
    cms.publish(two);
    await storeIn(folder, cmsUrl).pull();
    const text = readFileSync(journal(folder), 'utf8');
    writeFileSync(journal(folder), text.slice(0, -30));
    expect(readStore(folder)).toMatchObject({ revision: 2, documents: [{ title: 'Another' }] });

    const store = storeIn(folder, cmsUrl);
    await store.pull();
    expect(cms.asked.at(-1)).toBe('/api/feed?since=2&log=log-a');
    expect(titles(store.content)).toEqual(['Another', 'Two']);
    expect(readStore(folder)).toEqual(store.content);
  });

  test('of another index says nothing', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one);
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    cms.publish({ ...one, title: 'Another' });
    await store.pull();
    // Killed between the two steps of a rewriting: the new index is there, the old journal still too.
    const old = readFileSync(journal(folder));
    writeStore(folder, { ...store.content, revision: 9, documents: [] }, 'contract-a');
    writeFileSync(journal(folder), old);
    expect(readStore(folder)).toMatchObject({ revision: 9, documents: [] });
  });

  test('gives way to a new index once it is long', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(topic);
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    const crowd = (count: number, title: string) =>
      Array.from({ length: count }, (_, index) =>
        make('article', `story-${index}`, { slug: `s-${index}`, title }),
      );
    cms.publish(...crowd(1200, 'First'));
    await store.pull();
    expect(existsSync(journal(folder))).toBe(true);
    cms.publish(...crowd(1200, 'Second'));
    await store.pull();
    expect(existsSync(journal(folder))).toBe(false);
    expect(readStore(folder)).toEqual(store.content);
  });
});

describe('two processes over one store', () => {
  test('in turn see what the other pulled, and tell it as changed', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one);
    const [first, second] = [storeIn(folder, cmsUrl), storeIn(folder, cmsUrl)];
    await first.pull();
    expect(told(await second.pull())).toEqual(['article story-one en']);
    cms.publish(two);
    expect(told(await first.pull())).toEqual(['article story-two en']);
    cms.publish({ ...one, title: 'Another' });
    expect(told(await second.pull())).toEqual(['article story-one en', 'article story-two en']);
    expect(told(await first.pull())).toEqual(['article story-one en']);
    expect(first.content).toEqual(second.content);
    expect(readStore(folder)).toEqual(first.content);
  });

  test('at once lose nothing', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one);
    const stores = Array.from({ length: 4 }, () => storeIn(folder, cmsUrl));
    await Promise.all(
      stores.map((store, index) => {
        cms.publish(make('article', `story-of-${index}`, { slug: `of-${index}` }));
        return store.pull();
      }),
    );
    await Promise.all(stores.map((store) => store.pull()));
    for (const store of stores) expect(store.content).toEqual(readStore(folder));
    expect(readStore(folder)?.documents).toHaveLength(5);
  });

  test('put a version aside where the other has written meanwhile', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one);
    const [first, second] = [storeIn(folder, cmsUrl), storeIn(folder, cmsUrl)];
    const { before } = await first.pull();
    cms.publish(two);
    await second.pull();
    const reasons = new Map([['article story-one en', 'It cannot be shown.']]);
    expect(told(await first.setAside(reasons, before))).toEqual([
      'article story-one en gone',
      'article story-two en',
    ]);
    expect(titles(first.content)).toEqual(['Two']);
    expect(readStore(folder)).toEqual(first.content);
  });
});

describe('a pull that fails', () => {
  test('does not swallow what it had found on disk: the next one tells it', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one, two);
    await storeIn(folder, cmsUrl).pull();
    const restarted = storeIn(folder, cmsUrl);
    cms.spoil = (text) => text.slice(0, -9);
    await expect(restarted.pull()).rejects.toThrow(TemporaryError);
    cms.spoil = (text) => text;
    cms.publish(topic);
    await storeIn(folder, cmsUrl).pull();
    cms.withdraw(two);
    expect(told(await restarted.pull())).toEqual([
      'article story-one en',
      'article story-two en gone',
      'topic a-topic en',
    ]);
  });

  test('because pictures could not be looked at takes nothing over', async () => {
    const folder = temporaryFolder();
    const { cmsUrl } = await newsroom(one);
    const away = () => Promise.reject(new TemporaryError('The CMS is away.'));
    await expect(storeIn(folder, cmsUrl, { inspect: away }).pull()).rejects.toThrow('away');
    expect(readStore(folder)).toBeUndefined();
  });
});

describe('a version that breaks the contract', () => {
  test('is quarantined by name and reason; the last good one stays, and all others go on', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one, two);
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    cms.publish(broken({ ...one, title: 'Broken' }), { ...two, title: 'Changed' });
    expect(told(await store.pull())).toEqual(['article story-two en']);
    expect(titles(store.content)).toEqual(['One', 'Changed']);
    expect(store.quarantined).toEqual([
      {
        type: 'article',
        documentId: 'story-one',
        locale: 'en',
        reason: expect.stringContaining('article story-one en breaks the contract: slug'),
        at: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ]);
    expect(store.point.revision).toBe(4);
  });

  test('that was never good is absent, whichever of its languages it is', async () => {
    const folder = temporaryFolder();
    const { cmsUrl } = await newsroom(one, broken({ ...one, locale: 'km' }));
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    expect(store.content.documents).toMatchObject([{ locale: 'en' }]);
    expect(asideIn(store)).toEqual(['article story-one km']);
  });

  test.each([
    ['a good version', (cms: FeedServer) => cms.publish({ ...one, title: 'Mended' }), ['Mended']],
    ['the same good version as before', (cms: FeedServer) => cms.publish(one), ['One']],
    ['its withdrawal', (cms: FeedServer) => cms.withdraw(one), []],
  ])('is free again after %s', async (_, mend, expected) => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one);
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    cms.publish(broken(one));
    await store.pull();
    expect(asideIn(store)).toEqual(['article story-one en']);
    mend(cms);
    await store.pull();
    expect(asideIn(store)).toEqual([]);
    expect(titles(store.content)).toEqual(expected);
    expect(readStore(folder)).toEqual(store.content);
  });

  test('stays quarantined over restarts, pulls of everything and the same fault again, since the first moment', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one, two);
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    cms.publish(broken(one));
    await store.pull();
    const [aside] = store.quarantined;
    const restarted = storeIn(folder, cmsUrl);
    cms.publish(topic);
    await restarted.pull();
    expect(restarted.quarantined).toEqual([aside]);
    cms.publish(broken(one));
    await restarted.pull();
    expect(restarted.quarantined).toEqual([aside]);
    rmSync(bodyFile(folder, digestOf(two.body)));
    restarted.distrust();
    await restarted.pull();
    expect(cms.asked.at(-1)).toBe('/api/feed');
    expect(restarted.quarantined).toEqual([aside]);
    expect(titles(restarted.content)).toEqual(['topic', 'One', 'Two']);
  });

  test('is one of few: more than twenty and a tenth are two contracts, and nothing is taken over', async () => {
    const folder = temporaryFolder();
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => make('article', `story-${index}`, { slug: `s-${index}` }));
    const { cms, cmsUrl } = await newsroom(...many(30));
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    cms.publish(...many(20).map(broken));
    await store.pull();
    expect(store.quarantined).toHaveLength(20);
    cms.publish(...many(21).map(broken));
    await expect(store.pull()).rejects.toThrow(PullError);
    await expect(store.pull()).rejects.toThrow(/21 of 21 documents break the contract.*The first: .*story-0/);
    expect(store.quarantined).toHaveLength(20);
    expect(store.point.revision).toBe(50);
  });
});

describe('a version whose picture cannot be used', () => {
  /** Finds fault with what carries a word in its title, as the pictures' maker does with what it cannot read. */
  const inspect = (documents: readonly Document[]) =>
    Promise.resolve(
      new Map(
        documents
          .filter((document) => 'title' in document && document.title.includes('Blurred'))
          .map((document) => [nameOfVersion(document), 'Its picture cannot be used.']),
      ),
    );

  test('is quarantined; the last good one stays', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one, two);
    const store = storeIn(folder, cmsUrl, { inspect });
    await store.pull();
    cms.publish({ ...one, title: 'Blurred' }, { ...two, title: 'Changed' });
    expect(told(await store.pull())).toEqual(['article story-two en']);
    expect(titles(store.content)).toEqual(['One', 'Changed']);
    expect(store.quarantined).toMatchObject([
      { documentId: 'story-one', reason: 'Its picture cannot be used.' },
    ]);
    cms.publish({ ...one, title: 'Sharp' });
    await store.pull();
    expect(store.quarantined).toEqual([]);
  });

  test('is found on disk too, when its cache was cleared: nothing of it is left', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom({ ...one, title: 'Blurred' }, two);
    await storeIn(folder, cmsUrl).pull();
    const store = storeIn(folder, cmsUrl, { inspect });
    cms.publish({ ...two, title: 'Changed' });
    expect(told(await store.pull())).toContain('article story-one en gone');
    expect(titles(store.content)).toEqual(['Changed']);
    expect(asideIn(store)).toEqual(['article story-one en']);
    expect(readStore(folder)).toEqual(store.content);
  });

  test('found on disk is replaced by the version that comes with the same pull', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom({ ...one, title: 'Blurred' });
    await storeIn(folder, cmsUrl).pull();
    cms.publish({ ...one, title: 'Sharp' });
    const store = storeIn(folder, cmsUrl, { inspect });
    await store.pull();
    expect(titles(store.content)).toEqual(['Sharp']);
    expect(store.quarantined).toEqual([]);
  });

  test('for want of its file is known after a restart, and tried again when everything is asked for anew', async () => {
    const folder = temporaryFolder();
    const { cmsUrl } = await newsroom({ ...one, title: 'Blurred' }, two);
    const fault = { reason: 'Its file is missing.', missing: true } as const;
    const missing = async (documents: readonly Document[]) =>
      new Map([...(await inspect(documents)).keys()].map((name) => [name, fault]));
    await storeIn(folder, cmsUrl, { inspect: missing }).pull();
    const restarted = storeIn(folder, cmsUrl, { inspect: () => Promise.resolve(new Map()) });
    restarted.look();
    expect(restarted.quarantined).toMatchObject([{ documentId: 'story-one', ...fault }]);
    // Nothing was published since: the log has no news of it.
    await restarted.pull();
    expect(asideIn(restarted)).toEqual(['article story-one en']);
    expect(told(await restarted.pull(true))).toEqual(['article story-one en']);
    expect(restarted.quarantined).toEqual([]);
    expect(titles(restarted.content)).toEqual(['Blurred', 'Two']);
  });

  test('is looked at in every version that may be shown: the new one, and the one on disk that stays for it', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one);
    await storeIn(folder, cmsUrl).pull();
    cms.publish({ ...one, title: 'Blurred' });
    const seen: string[] = [];
    const store = storeIn(folder, cmsUrl, {
      inspect: (documents) => {
        seen.push(...titles({ documents }));
        return inspect(documents);
      },
    });
    await store.pull();
    expect(seen).toEqual(['One', 'Blurred']);
    expect(titles(store.content)).toEqual(['One']);
  });
});

describe('a version that turns out not to be showable', () => {
  test('is set aside for the one before, and told', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one, two);
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    cms.publish({ ...one, title: 'Broken' }, make('article', 'story-three', { slug: 'three' }));
    const { before } = await store.pull();
    const reasons = new Map([
      ['article story-one en', 'Its page cannot be made.'],
      ['article story-three en', 'Its page cannot be made.'],
      ['article unknown en', 'Never heard of.'],
    ]);
    const pulled = await store.setAside(reasons, before);
    expect(told(pulled)).toEqual(['article story-one en', 'article story-three en gone']);
    expect(titles(store.content)).toEqual(['One', 'Two']);
    expect(asideIn(store)).toEqual(['article story-one en', 'article story-three en']);
    expect(readStore(folder)).toEqual(store.content);
    expect(readBody(folder, digestOf(one.body))).toBe(one.body);
    expect(told(await store.pull())).toEqual([]);
    cms.publish({ ...one, title: 'Mended' });
    await store.pull();
    expect(asideIn(store)).toEqual(['article story-three en']);
    expect(titles(store.content)).toEqual(['Mended', 'Two']);
  });
});

test('what was before is the version on disk, for a process that has just started too', async () => {
  const folder = temporaryFolder();
  const { cms, cmsUrl } = await newsroom(one, two);
  await storeIn(folder, cmsUrl).pull();
  cms.publish({ ...one, title: 'Cannot be shown' }, topic);
  const store = storeIn(folder, cmsUrl);
  const { before } = await store.pull();
  expect([...before.values()].map((document) => document && titles({ documents: [document] })[0])).toEqual(
    expect.arrayContaining(['One', null]),
  );
  const reason = 'Its page cannot be made.';
  await store.setAside(new Map([['article story-one en', reason], ['article story-two en', reason]]), before); // prettier-ignore
  // Of the second story nothing better is known than what is on disk.
  expect(titles(store.content)).toEqual(['topic', 'One']);
});

describe('texts that somebody deleted', () => {
  test('come back with a pull of everything, which leaves all others alone', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one, two);
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    rmSync(bodyFile(folder, digestOf(one.body)));
    await store.pull();
    expect(existsSync(bodyFile(folder, digestOf(one.body)))).toBe(false);
    store.distrust();
    expect(told(await store.pull())).toEqual(['article story-one en']);
    expect(cms.asked.at(-1)).toBe('/api/feed');
    expect(readBody(folder, digestOf(one.body))).toBe(one.body);
    await store.pull();
    expect(cms.asked.at(-1)).toBe('/api/feed?since=2&log=log-a');
  });
});

describe('how many pages may go', () => {
  test('is told for any revision since, over restarts: what was withdrawn or has moved', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one, two, { ...one, locale: 'km' });
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    cms.withdraw({ ...one, locale: 'km' });
    await store.pull();
    cms.publish({ ...two, slug: 'moved' }, { ...one, title: 'Stays where it is' });
    await store.pull();
    cms.withdraw(one);
    cms.withdraw({ ...one, documentId: 'never-seen' });
    await store.pull();
    const counts = (each: ContentStore) => [3, 4, 6, 8].map((revision) => each.withdrawnSince(revision));
    expect(counts(store)).toEqual([3, 2, 1, 0]);
    const restarted = storeIn(folder, cmsUrl);
    await restarted.pull();
    expect(counts(restarted)).toEqual([3, 2, 1, 0]);
  });
});

describe('killed at any line', () => {
  /** What the folder may hold when the process ends in the middle of a write. */
  function cutJournals(folder: string): string[] {
    const text = readFileSync(journal(folder), 'utf8');
    const start = text.lastIndexOf('\n', text.length - 2) + 1;
    return [start, start + 1, (start + text.length) >> 1, text.length - 1, text.length].map(
      (length, number) => {
        const copy = join(temporaryFolder(), String(number));
        cpSync(folder, copy, { recursive: true });
        writeFileSync(journal(copy), text.slice(0, length));
        return copy;
      },
    );
  }

  test('the next process ends where an undisturbed one does', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one, two);
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    cms.publish({ ...one, title: 'Another', body: 'Another text.' });
    await store.pull();
    cms.publish(broken(one), { ...two, body: 'A third text.' }, topic);
    cms.withdraw(topic);
    await store.pull();
    const expected = {
      ...store.content,
      quarantined: [expect.objectContaining({ documentId: 'story-one' })],
    };
    for (const copy of cutJournals(folder)) {
      const next = storeIn(copy, cmsUrl);
      await next.pull();
      expect(next.content).toEqual(expected);
      expect(readStore(copy)).toEqual(next.content);
      for (const text of ['Another text.', 'A third text.'])
        expect(readBody(copy, digestOf(text))).toBe(text);
    }
  });

  test('with bodies written and no index, or a temporary index beside the old one, nothing is lost', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one);
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    const bodiesOnly = join(temporaryFolder(), 'bodies-only');
    cpSync(folder, bodiesOnly, { recursive: true });
    rmSync(join(bodiesOnly, 'index.ndjson'));
    const half = join(temporaryFolder(), 'half');
    cpSync(folder, half, { recursive: true });
    writeFileSync(join(half, 'index.ndjson.77-1.tmp'), '{"format":');
    appendFileSync(journal(half), '{"contin');
    cms.publish(two);
    for (const copy of [bodiesOnly, half]) {
      const next = storeIn(copy, cmsUrl);
      await next.pull();
      expect(titles(next.content)).toEqual(['One', 'Two']);
      expect(readStored(copy, 'contract-a')?.content).toEqual(next.content);
    }
  });
});

describe('pages that were taken away', () => {
  const pathsOf = ({ revoked }: Pick<Content, 'revoked'>) => revoked.map(({ path }) => path);

  test('are remembered pull by pull as a whole pull tells them', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one, two, topic);
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    expect(store.revoked).toEqual([]);
    cms.withdraw(two);
    await store.pull();
    cms.publish({ ...one, slug: 'moved' });
    await store.pull();
    expect(pathsOf(store.content)).toEqual(['/en/articles/a-story/', '/en/articles/two/']);
    expect(readStore(folder)).toEqual(store.content);
    const whole = storeIn(temporaryFolder(), cmsUrl);
    await whole.pull();
    expect(whole.revoked).toEqual(store.revoked);
  });

  test('of another log are forgotten with it', async () => {
    const folder = temporaryFolder();
    const { cms, cmsUrl } = await newsroom(one, two);
    const store = storeIn(folder, cmsUrl);
    await store.pull();
    cms.withdraw(two);
    await store.pull();
    expect(pathsOf(readStore(folder) as Content)).toEqual(['/en/articles/two/']);
    const { cms: restored, cmsUrl: elsewhere } = await newsroom(one);
    restored.spoil = (text) => text.replace('"log-a"', '"log-b"');
    await storeIn(folder, elsewhere).pull();
    expect(pathsOf(readStore(folder) as Content)).toEqual([]);
  });
});
