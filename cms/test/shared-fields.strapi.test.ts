import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContentType, contentTypes, contracts, type Locale, uidOf } from '@samleng/shared';
import { bootStrapi, type Booted } from './boot-strapi';
import { documents, freshSlug, least, makeDraft, makePublic, translate } from './documents';
import { lineOf, readFeed } from './read-feed';

let cms: Booted;
beforeAll(async () => {
  cms = await bootStrapi();
});
afterAll(() => cms.stop());

type Fields = Record<string, unknown>;

const source = { title: 'A report', publisher: 'A press', url: 'https://example.org/report', offline: false };
const other = { ...source, title: 'Another report' };

/** A value for each field that languages share and that is no relation. */
const values: Readonly<Record<string, unknown>> = {
  kind: 'news',
  publishedOn: '2026-05-01',
  conductedOn: '2026-04-30',
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
  phase: 'active',
  abbreviation: 'AU',
  url: 'https://example.org/',
  condensed: true,
  khmerNumerals: true,
  sources: [source, other],
  coverage: [{ outlet: 'The Example Gazette', title: 'Seen', url: null, publishedOn: '2026' }],
  originalPublication: { title: 'First', outlet: 'Elsewhere', author: null, publishedOn: null, url: null },
  consent: {
    basis: 'public-record',
    date: '2026-01-02',
    reviewedOn: null,
    scope: 'Name and role, said by telephone.',
    record: source,
  },
};

const repeated = new Set(['sources', 'coverage']);
const ownWords: Record<Locale, Fields> = {
  en: { title: 'A title', headline: 'A title', name: 'A title' },
  km: { title: 'ចំណងជើង', headline: 'ចំណងជើង', name: 'ចំណងជើង' },
};

/** The name of the field that a type is called by. */
const titleField = (type: ContentType) =>
  (['title', 'headline', 'name'] as const).find((name) => name in least[type]) ?? 'name';

const scalarsOf = (type: ContentType) =>
  contracts[type].shared.filter((name) => !(name in contracts[type].references));

function sharedOf(type: ContentType): Fields {
  return Object.fromEntries(
    scalarsOf(type).map((name) => {
      if (name === 'slug') return [name, freshSlug()];
      const value = name === 'kind' && type === 'organisation' ? 'union' : structuredClone(values[name]);
      if (value === undefined) throw new Error(`Give ${type}.${name} a value in this test.`);
      return [name, value];
    }),
  );
}

/**
 * What the admin's form sends for a language that is not there yet, as seen in a browser: single
 * fields as the other language has them, lists empty, single components emptied, relations not at all.
 */
function newLanguageForm(type: ContentType, shared: Fields, locale: Locale): Fields {
  const form: Fields = {};
  for (const name of scalarsOf(type)) {
    if (repeated.has(name)) form[name] = [];
    else if (name === 'consent') form[name] = { record: null };
    else if (name === 'originalPublication') form[name] = null;
    else form[name] = shared[name];
  }
  const lists = type === 'interview' ? { exchanges: [], figures: [], corrections: [] } : {};
  return { ...form, ...lists, [titleField(type)]: ownWords[locale][titleField(type)] };
}

const path = (type: ContentType, documentId = '', action = '') =>
  type === 'site-settings'
    ? `/content-manager/single-types/${uidOf(type)}${action}`
    : `/content-manager/collection-types/${uidOf(type)}${documentId && `/${documentId}`}${action}`;

async function ask(method: string, address: string, locale: Locale, body: unknown): Promise<Fields> {
  const answer = await cms.admin(`${address}?locale=${locale}`, { method, body });
  expect(answer.body.error, JSON.stringify(answer.body.error)).toBeUndefined();
  return answer.body.data as unknown as Fields;
}

const relationsOf = (type: ContentType) => Object.keys(contracts[type].references);

/** What is shared of the draft or the public row in one language: components without ids, relations by id. */
async function sharedIn(
  type: ContentType,
  documentId: string,
  locale: Locale,
  status: 'draft' | 'published' = 'draft',
): Promise<Fields> {
  const populate: Fields = {};
  for (const name of scalarsOf(type))
    if (typeof values[name] === 'object') populate[name] = { populate: '*' };
  for (const name of relationsOf(type)) populate[name] = { fields: ['documentId'] };
  const row = await documents(cms.strapi, type).findOne({ documentId, locale, status, populate });
  if (!row) throw new Error(`${type} has no ${locale}.`);
  return Object.fromEntries(contracts[type].shared.map((name) => [name, plain(row[name])]));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('documentId' in value) return value.documentId;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (name === 'id' ? [] : [[name, plain(inner)]])),
  );
}

/** One public document of each type in both languages, for relations to name. */
const targets: Partial<Record<ContentType, string>> = {};
async function target(type: ContentType): Promise<string> {
  const known = targets[type];
  if (known) return known;
  const data: Fields = type === 'interview' ? { interviewee: await target('person') } : {};
  const documentId = await makePublic(cms.strapi, type, data);
  const { slug: _, ...own } = { slug: '', ...least[type], ...pick(ownWords.km, titleField(type)) };
  await translate(cms.strapi, type, documentId, { ...own, ...khmerTexts(type) });
  await documents(cms.strapi, type).publish({ documentId, locale: 'km' });
  targets[type] = documentId;
  return documentId;
}

const pick = (fields: Fields, name: string): Fields => ({ [name]: fields[name] });

/** The texts that a type needs before it may be published, in Khmer. */
function khmerTexts(type: ContentType): Fields {
  const texts = ['summary', 'body', 'biography', 'mission', 'role', 'tagline', 'description'];
  return {
    ...Object.fromEntries(texts.filter((name) => name in least[type]).map((name) => [name, 'អត្ថបទ'])),
    ...(type === 'interview' && { exchanges: [{ question: 'ហេតុអ្វី?', answer: 'ព្រោះ។' }] }),
  };
}

async function relationsFor(type: ContentType): Promise<Fields> {
  const fields: Fields = {};
  for (const [name, named] of Object.entries(contracts[type].references)) {
    // An interview has one of the two who answer.
    if (type === 'interview' && name === 'leader') continue;
    fields[name] = { connect: [{ documentId: await target(named) }], disconnect: [] };
  }
  return fields;
}

async function begin(type: ContentType, locale: Locale, extra: Fields = {}) {
  const shared = sharedOf(type);
  const data = { ...least[type], ...shared, ...ownWords[locale], ...(await relationsFor(type)), ...extra };
  const fields = Object.fromEntries(
    Object.entries(data).filter(([name]) => name in contracts[type].schema.shape),
  );
  if (type === 'site-settings') await cms.strapi.db.query(uidOf(type)).deleteMany({});
  const made = await ask(type === 'site-settings' ? 'PUT' : 'POST', path(type), locale, fields);
  return { documentId: String(made.documentId), shared };
}

const orders: [Locale, Locale][] = [
  ['en', 'km'],
  ['km', 'en'],
];
const everyOrder = contentTypes.flatMap((type) => orders.map(([first, second]) => ({ type, first, second })));

describe('a new language, as the form of the admin sends it', () => {
  it.each(everyOrder)('$type: $first, then $second, leaves all that is shared as it was', async (order) => {
    const { type, first, second } = order;
    const { documentId, shared } = await begin(type, first);
    const before = await sharedIn(type, documentId, first);
    expect(before).toMatchObject(shared);
    await ask('PUT', path(type, documentId), second, newLanguageForm(type, shared, second));
    expect(await sharedIn(type, documentId, first)).toEqual(before);
    expect(await sharedIn(type, documentId, second)).toEqual(before);
  });

  it('takes from its form what the document did not say yet, and gives it to the other language', async () => {
    const documentId = await makeDraft(cms.strapi, 'article', { sources: [] });
    const form = { title: 'ចំណងជើង', sources: [source], coverage: [], kind: 'news' };
    await ask('PUT', path('article', documentId), 'km', form);
    for (const locale of ['en', 'km'] as const)
      expect(await sharedIn('article', documentId, locale)).toMatchObject({ sources: [source] });
  });

  it('starts from the draft, not from what is public', async () => {
    const documentId = await makePublic(cms.strapi, 'interview', {
      interviewee: await target('person'),
      conductedOn: '2026-01-01',
    });
    await documents(cms.strapi, 'interview').update({
      documentId,
      locale: 'en',
      data: { conductedOn: null },
    });
    await ask('PUT', path('interview', documentId), 'km', {
      ...newLanguageForm('interview', {}, 'km'),
      conductedOn: null,
    });
    for (const locale of ['en', 'km'] as const)
      expect(await sharedIn('interview', documentId, locale)).toMatchObject({ conductedOn: null });
  });
});

describe('a save', () => {
  it.each(everyOrder)(
    '$type: of $second changes in $first what it changed, and nothing else',
    async (order) => {
      const { type, first, second } = order;
      const { documentId, shared } = await begin(type, first);
      await ask('PUT', path(type, documentId), second, newLanguageForm(type, shared, second));
      for (const name of scalarsOf(type)) {
        const value = changed(name, shared[name]);
        await ask('PUT', path(type, documentId), second, { [name]: value });
        const [here, there] = [
          await sharedIn(type, documentId, second),
          await sharedIn(type, documentId, first),
        ];
        expect(there[name], name).toEqual(here[name]);
        expect(here, name).toMatchObject({ ...shared, [name]: value });
        shared[name] = value;
      }
    },
  );

  it('does not take away what its language could not show', async () => {
    const english = await makeDraft(cms.strapi, 'topic');
    const article = await makeDraft(cms.strapi, 'article', { topics: [english] });
    await translate(cms.strapi, 'article', article, { title: 'ចំណងជើង' });
    // Only now does the topic exist in Khmer; the Khmer draft of the article does not name it yet.
    await translate(cms.strapi, 'topic', english, { name: 'ប្រធានបទ' });
    await ask('PUT', path('article', article), 'km', {
      title: 'ថ្មី',
      topics: { connect: [], disconnect: [] },
    });
    expect(await sharedIn('article', article, 'en')).toMatchObject({ topics: [english] });
  });

  it('of a language whose row lacks shared fields, as older versions left it, takes them from nobody', async () => {
    const documentId = await makeDraft(cms.strapi, 'article', { sources: [source] });
    await translate(cms.strapi, 'article', documentId, { title: 'ចំណងជើង' });
    const where = { documentId, locale: 'km' };
    await cms.strapi.db.query('api::article.article').update({ where, data: { sources: [], kind: null } });
    const form = { title: 'ថ្មី', sources: [], coverage: [], corrections: [], kind: null };
    await ask('PUT', path('article', documentId), 'km', form);
    expect(await sharedIn('article', documentId, 'en')).toMatchObject({ sources: [source], kind: 'news' });
  });

  it('of a form opened before the other language was saved keeps what is newer, and adds what is new', async () => {
    const documentId = await makeDraft(cms.strapi, 'article', { sources: [source] });
    await translate(cms.strapi, 'article', documentId, { title: 'ចំណងជើង' });
    const read = await cms.admin(`${path('article', documentId)}?locale=km`);
    const { sources } = read.body.data as unknown as { sources: object[] };
    const form = { title: 'ខ្ញុំសរសេរ', sources, coverage: [], corrections: [] };
    await ask('PUT', path('article', documentId), 'en', { sources: [{ ...source, title: 'Newer' }] });
    await ask('PUT', path('article', documentId), 'km', form);
    for (const locale of ['en', 'km'] as const)
      expect(await sharedIn('article', documentId, locale)).toMatchObject({ sources: [{ title: 'Newer' }] });
    await ask('PUT', path('article', documentId), 'km', { ...form, sources: [...sources, other] });
    for (const locale of ['en', 'km'] as const)
      expect(await sharedIn('article', documentId, locale)).toMatchObject({
        sources: [{ title: 'Newer' }, { title: 'Another report' }],
      });
    const row = await documents(cms.strapi, 'article').findOne({ documentId, locale: 'km' });
    expect(row).toMatchObject({ title: 'ខ្ញុំសរសេរ' });
  });
});

/** Another value for a field, of which the contract need not approve. */
function changed(name: string, value: unknown): unknown {
  if (name === 'slug') return freshSlug();
  if (name === 'kind') return value === 'news' ? 'analysis' : 'ngo';
  if (name === 'phase') return 'completed';
  if (typeof value === 'boolean') return !value;
  if (name === 'consent' || name === 'originalPublication') return null;
  if (Array.isArray(value)) return value.slice(0, -1);
  if (name === 'url') return 'https://example.org/other';
  return name === 'abbreviation' ? 'OTHER' : '2026-06-06';
}

describe('what is shared and public', () => {
  /** A document that is public in both languages. */
  async function both(type: ContentType, data: Fields = {}): Promise<string> {
    const documentId = await makePublic(cms.strapi, type, data);
    await translate(cms.strapi, type, documentId, {
      ...pick(ownWords.km, titleField(type)),
      ...khmerTexts(type),
    });
    await documents(cms.strapi, type).publish({ documentId, locale: 'km' });
    return documentId;
  }

  const logOf = async (documentId: string, since: number) => {
    const where = { documentId, id: { $gt: since } };
    const rows = await cms.strapi.db.query('samleng::publication-log' as never).findMany({ where });
    return (rows as { locale: string; change: string; revoked: string | null }[])
      .map(({ locale, change, revoked }) => ({ locale, change, revoked }))
      .sort((a, b) => (a.locale < b.locale ? -1 : 1));
  };
  const revision = async () => {
    const rows = await cms.strapi.db.query('samleng::publication-log' as never).findMany({
      orderBy: { id: 'desc' },
      limit: 1,
    });
    return Number((rows as { id: number }[])[0]?.id ?? 0);
  };

  const sharedTypes = contentTypes.filter((type) => type !== 'site-settings');
  it.each(sharedTypes.flatMap((type) => orders.map(([first, second]) => ({ type, first, second }))))(
    '$type: publishing $first changes it in $second as well, and the pages that moved are revoked in both',
    async ({ type, first, second }) => {
      const relations = await relationsFor(type);
      const documentId = await both(type, { ...sharedOf(type), ...relations });
      const { slug: old } = await sharedIn(type, documentId, 'en');
      const values = Object.fromEntries(
        Object.entries(sharedOf(type)).map(([name, value]) => [name, changed(name, value)]),
      );
      // Nobody may be public without a basis, and no interview without anybody who answers.
      if (type === 'union-leader') values.consent = least['union-leader'].consent;
      const without = Object.keys(relations).filter((name) => name !== 'interviewee');
      const data = { ...values, ...Object.fromEntries(without.map((name) => [name, { set: [] }])) };
      await ask('PUT', path(type, documentId), first, data);
      const since = await revision();
      await documents(cms.strapi, type).publish({ documentId, locale: first });
      const draft = await sharedIn(type, documentId, first);
      for (const locale of ['en', 'km'] as const)
        expect(await sharedIn(type, documentId, locale, 'published'), locale).toEqual(draft);
      const log = await logOf(documentId, since);
      expect(log.map(({ locale, change }) => [locale, change])).toEqual([
        ['en', 'published'],
        ['km', 'published'],
      ]);
      const revoked = log.flatMap((row) => row.revoked?.split(' ') ?? []);
      expect(revoked.map((address) => address.split('/')[1])).toEqual(['en', 'km']);
      expect(revoked.every((address) => address.endsWith(`/${String(old)}/`))).toBe(true);
      // The address is free for others.
      await makePublic(cms.strapi, type, { slug: old, ...(type === 'interview' && relations) });

      // What was only shared is settled: the other language has nothing left to publish.
      const [ours, theirs] = await Promise.all(
        [first, second].map((locale) => cms.admin(`${path(type, documentId)}?locale=${locale}`)),
      );
      for (const answer of [ours, theirs])
        expect((answer?.body.data as unknown as Fields).status).toBe('published');
    },
  );

  it('leaves words that are not published in the other language where they are', async () => {
    const documentId = await both('article', { sources: [source] });
    await translate(cms.strapi, 'article', documentId, { title: 'មិនទាន់ផ្សាយ' });
    await ask('PUT', path('article', documentId), 'en', { sources: [other] });
    await documents(cms.strapi, 'article').publish({ documentId, locale: 'en' });
    const feed = await readFeed(cms);
    expect(lineOf(feed, documentId, 'km')).toMatchObject({ title: 'ចំណងជើង' });
    const answer = await cms.admin(`${path('article', documentId)}?locale=km`);
    expect((answer.body.data as unknown as Fields).status).toBe('modified');
  });

  it('is not changed by publishing what changed in one language alone', async () => {
    const documentId = await both('article');
    await ask('PUT', path('article', documentId), 'en', { title: 'Only here' });
    const since = await revision();
    await documents(cms.strapi, 'article').publish({ documentId, locale: 'en' });
    expect(await logOf(documentId, since)).toEqual([{ locale: 'en', change: 'published', revoked: null }]);
  });

  describe('and changes that are discarded', () => {
    const edit = { slug: '', sources: [other], topics: { set: [] as string[] } };
    async function edited(): Promise<{ documentId: string; before: Fields; after: Fields }> {
      const topic = await target('topic');
      const documentId = await both('article', { sources: [source], topics: [topic] });
      const before = await sharedIn('article', documentId, 'en');
      await ask('PUT', path('article', documentId), 'en', { ...edit, slug: freshSlug() });
      await translate(cms.strapi, 'article', documentId, { title: 'ត្រូវបោះបង់' });
      return { documentId, before, after: await sharedIn('article', documentId, 'en') };
    }
    const discard = (documentId: string, locale: Locale) =>
      ask('POST', path('article', documentId, '/actions/discard'), locale, {});

    it('in Khmer, stay in the English draft and in the Khmer one', async () => {
      const { documentId, after } = await edited();
      await discard(documentId, 'km');
      for (const locale of ['en', 'km'] as const)
        expect(await sharedIn('article', documentId, locale), locale).toEqual(after);
      const row = await documents(cms.strapi, 'article').findOne({ documentId, locale: 'km' });
      expect(row).toMatchObject({ title: 'ចំណងជើង' });
    });

    it('in English, which speaks for all, go back in both', async () => {
      const { documentId, before } = await edited();
      await discard(documentId, 'en');
      for (const locale of ['en', 'km'] as const)
        expect(await sharedIn('article', documentId, locale), locale).toEqual(before);
      const row = await documents(cms.strapi, 'article').findOne({ documentId, locale: 'km' });
      expect(row).toMatchObject({ title: 'ត្រូវបោះបង់' });
    });

    it('are kept where nothing is public to go back to', async () => {
      const documentId = await makePublic(cms.strapi, 'article');
      await translate(cms.strapi, 'article', documentId, { title: 'សេចក្តីព្រាង' });
      await expect(
        documents(cms.strapi, 'article').discardDraft({ documentId, locale: 'km' }),
      ).rejects.toThrow(/Nothing of this is published in Khmer.*មិនទាន់ផ្សាយជាខ្មែរ/);
      const row = await documents(cms.strapi, 'article').findOne({ documentId, locale: 'km' });
      expect(row).toMatchObject({ title: 'សេចក្តីព្រាង' });
    });
  });
});
