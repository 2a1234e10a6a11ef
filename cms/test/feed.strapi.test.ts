import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentTypes, type PublishEvent } from '@samleng/shared';
import { bootStrapi, type Booted } from './boot-strapi';
import { documents, makeDraft, makePublic, translate } from './documents';
import { lineOf, readFeed } from './read-feed';

let cms: Booted;
beforeAll(async () => {
  cms = await bootStrapi();
});
afterAll(() => cms.stop());

const revision = async () => (await readFeed(cms)).trailer.revision;

/** The rows that an action appends to the log, without their numbers and times. */
async function loggedBy(
  action: () => Promise<unknown>,
): Promise<Pick<PublishEvent, 'documentId' | 'locale' | 'change'>[]> {
  const before = await revision();
  await action();
  const rows = await cms.strapi.db
    .query('samleng::publication-log' as never)
    .findMany({ where: { id: { $gt: before } }, orderBy: { id: 'asc' } } as never);
  return (rows as PublishEvent[]).map(({ documentId, locale, change }) => ({ documentId, locale, change }));
}

/** A topic that is public in both languages. */
async function bilingualTopic(): Promise<string> {
  const documentId = await makePublic(cms.strapi, 'topic', { name: 'Wages' });
  await translate(cms.strapi, 'topic', documentId, { name: 'ប្រាក់ឈ្នួល' });
  await documents(cms.strapi, 'topic').publish({ documentId, locale: 'km' });
  return documentId;
}

describe('the feed', () => {
  it('sends documents by type, id and language, and counts them', async () => {
    await bilingualTopic();
    await makePublic(cms.strapi, 'article');
    await makePublic(cms.strapi, 'organisation');
    await bilingualTopic();
    const { documents: sent, trailer } = await readFeed(cms);
    const order = sent.map(
      ({ type, documentId, locale }) => `${contentTypes.indexOf(type)} ${documentId} ${locale}`,
    );
    expect(order).toEqual([...order].sort());
    expect(trailer).toMatchObject({ count: sent.length, settled: true, revision: expect.any(Number) });
    expect(sent.length).toBeGreaterThanOrEqual(6);
  });

  it('is NDJSON that nobody may store', async () => {
    const response = await cms.api('/api/feed');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await response.text()).endsWith('}\n')).toBe(true);
  });

  it('takes shared fields from one language for all, whatever the database holds', async () => {
    const topic = await bilingualTopic();
    const article = await makeDraft(cms.strapi, 'article', { kind: 'news', topics: [topic] });
    await translate(cms.strapi, 'article', article, { title: 'អត្ថបទ', summary: 'ខ្លី', body: 'អត្ថបទ' });
    await documents(cms.strapi, 'article').publish({ documentId: article, locale: '*' });
    await documents(cms.strapi, 'article').update({
      documentId: article,
      locale: 'en',
      data: { kind: 'opinion' },
    });
    await documents(cms.strapi, 'article').publish({ documentId: article, locale: 'en' });
    const feed = await readFeed(cms);
    expect(lineOf(feed, article, 'en')).toMatchObject({
      kind: 'opinion',
      topics: [topic],
      title: 'An article',
    });
    expect(lineOf(feed, article, 'km')).toMatchObject({ kind: 'opinion', topics: [topic], title: 'អត្ថបទ' });
  });

  it('keeps the order in which an editor related documents', async () => {
    const [a, b, c] = [await bilingualTopic(), await bilingualTopic(), await bilingualTopic()];
    const article = await makePublic(cms.strapi, 'article', { topics: [c, a, b] });
    expect(lineOf(await readFeed(cms), article)).toMatchObject({ topics: [c, a, b] });
  });

  it('says null for what is empty', async () => {
    const person = await makePublic(cms.strapi, 'person', { role: '' });
    expect(lineOf(await readFeed(cms), person)).toMatchObject({
      role: null,
      organisation: null,
      portrait: null,
      biography: null,
      inlineMedia: [],
    });
  });

  it('says that it did not settle when something is published while it is read', async () => {
    const { feedChunks } = await import('../dist/src/publication/feed.js' as string);
    const chunks = feedChunks(cms.strapi) as AsyncGenerator<string>;
    const first = await chunks.next();
    expect(first.done).toBe(false);
    await makePublic(cms.strapi, 'topic');
    let last = '';
    for await (const chunk of chunks) last = chunk;
    expect(JSON.parse(last)).toMatchObject({ type: 'trailer', settled: false });
  });
});

describe('since a revision, the feed', () => {
  it('is empty when nothing happened', async () => {
    const since = await revision();
    await makeDraft(cms.strapi, 'topic');
    expect(await readFeed(cms, `?since=${since}`)).toMatchObject({
      lines: [],
      trailer: { revision: since, count: 0 },
    });
  });

  it('sends every language of what was published', async () => {
    const topic = await bilingualTopic();
    await makePublic(cms.strapi, 'topic');
    const since = await revision();
    await documents(cms.strapi, 'topic').update({
      documentId: topic,
      locale: 'km',
      data: { name: 'ថ្មី' },
      status: 'published',
    });
    const { lines, trailer } = await readFeed(cms, `?since=${since}`);
    expect(lines).toMatchObject([
      { type: 'topic', documentId: topic, locale: 'en', name: 'Wages' },
      { type: 'topic', documentId: topic, locale: 'km', name: 'ថ្មី' },
    ]);
    expect(trailer.count).toBe(2);
  });

  it('sends tombstones for what is gone, language by language', async () => {
    const topic = await bilingualTopic();
    const since = await revision();
    await documents(cms.strapi, 'topic').unpublish({ documentId: topic, locale: 'km' });
    expect((await readFeed(cms, `?since=${since}`)).lines).toMatchObject([
      { type: 'topic', documentId: topic, locale: 'en' },
      { type: 'tombstone', of: 'topic', documentId: topic, locale: 'km' },
    ]);
    await documents(cms.strapi, 'topic').delete({ documentId: topic, locale: '*' });
    expect((await readFeed(cms, `?since=${since}`)).tombstones.map(({ locale }) => locale)).toEqual([
      'en',
      'km',
    ]);
  });

  it('sends who names what went or came back, since Strapi drops and restores that', async () => {
    const topic = await bilingualTopic();
    const article = await makePublic(cms.strapi, 'article', { topics: [topic] });
    const gone = await revision();
    await documents(cms.strapi, 'topic').unpublish({ documentId: topic, locale: '*' });
    expect(lineOf(await readFeed(cms, `?since=${gone}`), article)).toMatchObject({ topics: [] });
    const back = await revision();
    await documents(cms.strapi, 'topic').publish({ documentId: topic, locale: '*' });
    expect(lineOf(await readFeed(cms, `?since=${back}`), article)).toMatchObject({ topics: [topic] });
  });

  it('keeps a copy in the editor’s order when what is named is published again', async () => {
    const topics = [await bilingualTopic(), await bilingualTopic(), await bilingualTopic()];
    const article = await makePublic(cms.strapi, 'article', { topics });
    for (const documentId of [topics[1], topics[0]]) {
      const since = await revision();
      await documents(cms.strapi, 'topic').publish({ documentId, locale: '*' });
      const full = lineOf(await readFeed(cms), article);
      expect(full).toMatchObject({ topics });
      // Sent again to be safe: Strapi writes these relations anew.
      expect(lineOf(await readFeed(cms, `?since=${since}`), article)).toEqual(full);
    }
  });

  it('sends who named what was deleted', async () => {
    const topic = await bilingualTopic();
    const article = await makePublic(cms.strapi, 'article', { topics: [topic] });
    const since = await revision();
    await documents(cms.strapi, 'topic').delete({ documentId: topic, locale: '*' });
    expect(lineOf(await readFeed(cms, `?since=${since}`), article)).toMatchObject({ topics: [] });
  });

  it('brings a copy to what a full pull gives, after many changes', async () => {
    const full = await readFeed(cms);
    const copy = new Map(full.documents.map((line) => [`${line.documentId} ${line.locale}`, line]));
    const topics = [await bilingualTopic(), await bilingualTopic()];
    const article = await makePublic(cms.strapi, 'article', { topics });
    const person = await makePublic(cms.strapi, 'person');
    await documents(cms.strapi, 'topic').unpublish({ documentId: topics[0], locale: 'en' });
    await documents(cms.strapi, 'topic').delete({ documentId: topics[1], locale: 'km' });
    await documents(cms.strapi, 'topic').publish({ documentId: topics[0], locale: 'en' });
    await documents(cms.strapi, 'person').delete({ documentId: person, locale: '*' });
    await documents(cms.strapi, 'article').update({
      documentId: article,
      data: { title: 'Changed' },
      status: 'published',
    });
    for (const line of (await readFeed(cms, `?since=${full.trailer.revision}`)).lines) {
      const key = `${line.documentId} ${line.locale}`;
      if (line.type === 'tombstone') copy.delete(key);
      else copy.set(key, line);
    }
    const now = await readFeed(cms);
    expect(Object.fromEntries(copy)).toEqual(
      Object.fromEntries(now.documents.map((line) => [`${line.documentId} ${line.locale}`, line])),
    );
  });

  it('answers 409 for a number it never gave, or a foreign log', async () => {
    const { revision: last, log } = (await readFeed(cms)).trailer;
    const ahead = await cms.api(`/api/feed?since=${last + 1}`);
    expect(ahead.status).toBe(409);
    expect(await ahead.json()).toMatchObject({
      error: { status: 409, message: expect.stringContaining('Pull everything') },
    });
    expect((await cms.api(`/api/feed?since=0&log=another`)).status).toBe(409);
    expect((await cms.api(`/api/feed?since=${last}&log=${log}`)).status).toBe(200);
  });

  it.each(['abc', '-1', '1.5', '', '1&since=2', '99999999999999999999'])(
    'answers 400 for what is no number: %s',
    async (since) => {
      expect((await cms.api(`/api/feed?since=${since}`)).status).toBe(400);
    },
  );
});

describe('what an editor picks', () => {
  const articles = () => documents(cms.strapi, 'article');
  const interviews = () => documents(cms.strapi, 'interview');
  const settings = () => documents(cms.strapi, 'site-settings');

  /** An interview that is public in English. */
  async function interview(data: Readonly<Record<string, unknown>> = {}): Promise<string> {
    return makePublic(cms.strapi, 'interview', {
      interviewee: await makePublic(cms.strapi, 'person'),
      ...data,
    });
  }

  it('as related comes with both languages of a piece, in its order', async () => {
    const [a, b, c] = [
      await makePublic(cms.strapi, 'article'),
      await makePublic(cms.strapi, 'article'),
      await interview(),
    ];
    const piece = await makePublic(cms.strapi, 'article', {
      relatedArticles: [b, a],
      relatedInterviews: [c],
    });
    await translate(cms.strapi, 'article', piece, { title: 'អត្ថបទ', summary: 'ខ្លី', body: 'អត្ថបទ' });
    await articles().publish({ documentId: piece, locale: '*' });
    const feed = await readFeed(cms);
    const related = { relatedArticles: [b, a], relatedInterviews: [c] };
    expect(lineOf(feed, piece, 'en')).toMatchObject(related);
    expect(lineOf(feed, piece, 'km')).toMatchObject(related);
  });

  it('as related is told to the site when it is renamed, withdrawn or returns', async () => {
    const [story, talk] = [await makePublic(cms.strapi, 'article'), await interview()];
    const [one, two] = [
      await makePublic(cms.strapi, 'article', { relatedArticles: [story], relatedInterviews: [talk] }),
      await interview({ relatedArticles: [story], relatedInterviews: [talk] }),
    ];
    const since = await revision();
    await articles().update({ documentId: story, data: { title: 'Renamed' }, status: 'published' });
    const renamed = await readFeed(cms, `?since=${since}`);
    expect(lineOf(renamed, story)).toMatchObject({ title: 'Renamed' });
    for (const piece of [one, two]) {
      expect(lineOf(renamed, piece)).toMatchObject({ relatedArticles: [story], relatedInterviews: [talk] });
    }

    const rows = await loggedBy(() => articles().unpublish({ documentId: story }));
    expect(rows.map(({ documentId, change }) => `${documentId} ${change}`).sort()).toEqual(
      [`${one} published`, `${two} published`, `${story} unpublished`].sort(),
    );
    for (const piece of [one, two]) {
      expect(lineOf(await readFeed(cms), piece)).toMatchObject({
        relatedArticles: [],
        relatedInterviews: [talk],
      });
    }

    const back = await revision();
    await articles().publish({ documentId: story });
    await interviews().delete({ documentId: talk });
    const returned = await readFeed(cms, `?since=${back}`);
    for (const piece of [one, two])
      expect(lineOf(returned, piece)).toMatchObject({ relatedArticles: [story], relatedInterviews: [] });
  });

  it('as related may be each other, whichever is published first', async () => {
    const [one, two] = [await makeDraft(cms.strapi, 'article'), await makeDraft(cms.strapi, 'article')];
    await articles().update({ documentId: one, data: { relatedArticles: [two] } });
    await articles().update({ documentId: two, data: { relatedArticles: [one] } });
    await articles().publish({ documentId: one });
    expect(lineOf(await readFeed(cms), one)).toMatchObject({ relatedArticles: [] });
    const since = await revision();
    await articles().publish({ documentId: two });
    const feed = await readFeed(cms, `?since=${since}`);
    expect(lineOf(feed, one)).toMatchObject({ relatedArticles: [two] });
    expect(lineOf(feed, two)).toMatchObject({ relatedArticles: [one] });
    await articles().delete({ documentId: two });
    expect(lineOf(await readFeed(cms), one)).toMatchObject({ relatedArticles: [] });
  });

  it('for the front page keeps its order, and goes from it with what is withdrawn', async () => {
    const topics = [await bilingualTopic(), await bilingualTopic(), await bilingualTopic()];
    const [story, talk] = [await makePublic(cms.strapi, 'article'), await interview()];
    const leaders = [
      await makePublic(cms.strapi, 'union-leader'),
      await makePublic(cms.strapi, 'union-leader'),
    ];
    const programme = await makePublic(cms.strapi, 'programme');
    const [first, second, third] = topics;
    const id = await makePublic(cms.strapi, 'site-settings', {
      leadArticle: story,
      leadInterview: talk,
      homeProgrammes: [programme],
      homeLeaders: [leaders[1], leaders[0]],
      homeTopics: [third, first, second],
    });
    const picks = {
      leadArticle: story,
      leadInterview: talk,
      homeProgrammes: [programme],
      homeLeaders: [leaders[1], leaders[0]],
      homeTopics: [third, first, second],
      khmerNumerals: false,
      donation: null,
      newsletter: null,
    };
    expect(lineOf(await readFeed(cms), id)).toMatchObject(picks);
    await documents(cms.strapi, 'topic').publish({ documentId: first, locale: '*' });
    expect(lineOf(await readFeed(cms), id)).toMatchObject(picks);

    const since = await revision();
    await articles().unpublish({ documentId: story });
    await documents(cms.strapi, 'topic').delete({ documentId: third, locale: '*' });
    const gone = await readFeed(cms, `?since=${since}`);
    expect(lineOf(gone, id)).toMatchObject({ ...picks, leadArticle: null, homeTopics: [first, second] });
    await articles().publish({ documentId: story });
    expect(lineOf(await readFeed(cms), id)).toMatchObject({ leadArticle: story });
    expect(await settings().findOne({ documentId: id })).toMatchObject({ khmerNumerals: false });
  });
});

describe('the log', () => {
  it('has a row for publishing, unpublishing and deleting, none for drafts', async () => {
    const topic = await makeDraft(cms.strapi, 'topic');
    const service = documents(cms.strapi, 'topic');
    const row = { documentId: topic, locale: 'en' };
    expect(await loggedBy(() => service.publish({ documentId: topic }))).toEqual([
      { ...row, change: 'published' },
    ]);
    expect(await loggedBy(() => service.update({ documentId: topic, data: { name: 'Draft' } }))).toEqual([]);
    expect(await loggedBy(() => service.discardDraft({ documentId: topic }))).toEqual([]);
    expect(await loggedBy(() => service.clone({ documentId: topic }))).toEqual([]);
    expect(
      await loggedBy(() => service.update({ documentId: topic, data: { name: 'Now' }, status: 'published' })),
    ).toEqual([{ ...row, change: 'published' }]);
    expect(await loggedBy(() => service.unpublish({ documentId: topic }))).toEqual([
      { ...row, change: 'unpublished' },
    ]);
    expect(await loggedBy(() => service.unpublish({ documentId: topic }))).toEqual([]);
    await service.publish({ documentId: topic });
    expect(await loggedBy(() => service.delete({ documentId: topic }))).toEqual([
      { ...row, change: 'deleted' },
    ]);
  });

  it('has a row for each language', async () => {
    const topic = await bilingualTopic();
    const service = documents(cms.strapi, 'topic');
    expect(await loggedBy(() => service.publish({ documentId: topic, locale: '*' }))).toHaveLength(2);
    expect(await loggedBy(() => service.delete({ documentId: topic, locale: '*' }))).toEqual([
      { documentId: topic, locale: 'en', change: 'deleted' },
      { documentId: topic, locale: 'km', change: 'deleted' },
    ]);
  });

  it('is written by the admin’s bulk actions too', async () => {
    const ids = [await makeDraft(cms.strapi, 'topic'), await makeDraft(cms.strapi, 'topic')];
    const bulk = (action: string) =>
      cms.admin(`/content-manager/collection-types/api::topic.topic/actions/${action}?locale=en`, {
        method: 'POST',
        body: { documentIds: ids, locale: 'en' },
      });
    const sorted = (rows: { documentId: string }[]) => rows.map(({ documentId }) => documentId).sort();
    expect(sorted(await loggedBy(() => bulk('bulkPublish')))).toEqual([...ids].sort());
    expect(sorted(await loggedBy(() => bulk('bulkUnpublish')))).toEqual([...ids].sort());
    await bulk('bulkPublish');
    expect(sorted(await loggedBy(() => bulk('bulkDelete')))).toEqual([...ids].sort());
  });

  it('loses its row with the transaction that is rolled back', async () => {
    const topic = await makeDraft(cms.strapi, 'topic');
    const rows = await loggedBy(() =>
      cms.strapi.db
        .transaction(async () => {
          await documents(cms.strapi, 'topic').publish({ documentId: topic });
          throw new Error('Something else failed.');
        })
        .catch(() => undefined),
    );
    expect(rows).toEqual([]);
    expect(lineOf(await readFeed(cms), topic)).toBeUndefined();
  });

  it('has no row for a publication that was refused', async () => {
    const bad = await makeDraft(cms.strapi, 'topic', { name: '' });
    expect(
      await loggedBy(() =>
        documents(cms.strapi, 'topic')
          .publish({ documentId: bad })
          .catch(() => undefined),
      ),
    ).toEqual([]);
  });

  it('never shows a number before an earlier one, whoever commits first', async () => {
    const [slow, quick] = [await makeDraft(cms.strapi, 'topic'), await makeDraft(cms.strapi, 'topic')];
    const seen = new Set<string>();
    let known = await revision();
    const read = async () => {
      const pull = await readFeed(cms, `?since=${known}`);
      known = pull.trailer.revision;
      for (const { documentId } of pull.documents) seen.add(documentId);
    };
    // The first takes its number, and then its time; the second must not overtake it.
    const first = cms.strapi.db.transaction(async () => {
      await documents(cms.strapi, 'topic').publish({ documentId: slow });
      await setTimeout(400);
    });
    await setTimeout(150);
    const second = documents(cms.strapi, 'topic').publish({ documentId: quick });
    await setTimeout(100);
    await read();
    await Promise.all([first, second]);
    await read();
    expect([...seen].sort()).toEqual([slow, quick].sort());
  });

  it('stands nowhere in the admin', async () => {
    const { body } = await cms.admin('/content-manager/init');
    expect(JSON.stringify(body)).not.toContain('publication-log');
  });
});
