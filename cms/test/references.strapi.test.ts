import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContentType, contentTypes, contracts, type Locale, uidOf } from '@samleng/shared';
import { bootStrapi, type Booted } from './boot-strapi';
import { documents, makeDraft, makePublic, translate } from './documents';

type WireDocument = Readonly<Record<string, unknown>>;

let cms: Booted;
let settings: string;
/** Answers in interviews that are about something else. */
let somebody: string;
let readPublic: (strapi: unknown, type: ContentType, ids: readonly string[]) => Promise<WireDocument[]>;
beforeAll(async () => {
  cms = await bootStrapi();
  ({ readPublic } = await import('../dist/src/publication/feed.js' as string));
  somebody = await makePublic(cms.strapi, 'person');
  settings = await makePublic(cms.strapi, 'site-settings');
});
afterAll(() => cms.stop());

/** Every field of the contract that names other documents. */
const fields = contentTypes.flatMap((type) =>
  Object.entries(contracts[type].references).map(([field, target]) => ({ type, field, target })),
);
type Field = (typeof fields)[number];

/** Documents that are public whenever a test begins and ends: making some for each field takes long. */
const pools = new Map<ContentType, Promise<readonly [string, string, string]>>();

function pool(type: ContentType): Promise<readonly [string, string, string]> {
  const made = pools.get(type) ?? Promise.all([makeTarget(type), makeTarget(type), makeTarget(type)]);
  pools.set(type, made);
  return made;
}

async function makeTarget(type: ContentType, isPublic = true): Promise<string> {
  const data = type === 'interview' ? { interviewee: somebody } : {};
  return (isPublic ? makePublic : makeDraft)(cms.strapi, type, data);
}

/** An interview needs somebody who answers, and one alone. */
const answersFor = ({ type, field }: Field) =>
  type === 'interview' && (field === 'interviewee' || field === 'leader');

function besides(of: Field): Record<string, unknown> {
  return of.type === 'interview' && !answersFor(of) ? { interviewee: somebody } : {};
}

/** A public document whose field names some others, in their order. */
async function makeNaming(of: Field, targets: readonly string[]): Promise<string> {
  const data = { ...besides(of), [of.field]: { set: targets } };
  if (of.type !== 'site-settings') return makePublic(cms.strapi, of.type, data);
  await documents(cms.strapi, of.type).update({ documentId: settings, locale: 'en', data });
  await documents(cms.strapi, of.type).publish({ documentId: settings, locale: 'en' });
  return settings;
}

const publish = (type: ContentType, documentId: string, locale: Locale = 'en') =>
  documents(cms.strapi, type).publish({ documentId, locale });
const write = ({ type, field }: Field, documentId: string, targets: readonly string[]) =>
  documents(cms.strapi, type).update({ documentId, locale: 'en', data: { [field]: { set: targets } } });

const idsIn = (value: unknown): unknown[] =>
  [value]
    .flat()
    .flatMap((each) =>
      each && typeof each === 'object' && 'documentId' in each
        ? [each.documentId]
        : each === null || each === undefined
          ? []
          : [each],
    );

/** Whom a document names: to the site, and to who looks at the published version in the CMS. */
async function named({ type, field }: Field, documentId: string, locale: Locale = 'en'): Promise<unknown> {
  const sent = (await readPublic(cms.strapi, type, [documentId])).find((each) => each.locale === locale);
  const row = await documents(cms.strapi, type).findOne({
    documentId,
    locale,
    status: 'published',
    populate: { [field]: { fields: ['documentId'] } },
  });
  expect(idsIn(row?.[field]), 'the CMS shows what the feed sends').toEqual(idsIn(sent?.[field]));
  return idsIn(sent?.[field]);
}

async function drafted({ type, field }: Field, documentId: string): Promise<unknown[]> {
  const populate = { [field]: { fields: ['documentId'] } };
  const row = await documents(cms.strapi, type).findOne({ documentId, locale: 'en', populate });
  return idsIn(row?.[field]);
}

const isList = ({ type, field }: Field) => {
  const { attributes } = cms.strapi.contentTypes[uidOf(type)] as { attributes: Record<string, object> };
  return (attributes[field] as { relation: string }).relation === 'manyToMany';
};

/** Who answers in a public interview cannot be withdrawn, and others want to withdraw them. */
async function release(of: Field, documentId: string): Promise<void> {
  if (answersFor(of)) await documents(cms.strapi, of.type).unpublish({ documentId });
}

describe.each(fields.map((of) => [of.type, of.field, of] as const))('%s.%s', (_type, _field, of) => {
  const { target } = of;

  it('stays as it was published, whatever its draft says and the others publish', async () => {
    const [a, b, c] = await pool(target);
    const list = isList(of);
    const shown = list ? [b, a] : [a];
    const document = await makeNaming(of, shown);
    const draft = list ? [c, b] : [b];
    await write(of, document, draft);
    for (const each of [a, b, c]) await publish(target, each);
    for (const documentId of [a, b]) await documents(cms.strapi, target).discardDraft({ documentId });
    expect(await named(of, document)).toEqual(shown);
    expect(await drafted(of, document)).toEqual(draft);
    // Its own publish, and nothing else, makes the draft public.
    await publish(of.type, document);
    expect(await named(of, document)).toEqual(draft);
    await release(of, document);
  });

  it('loses what is withdrawn, and has it back in its place, though the draft has let it go', async () => {
    const [a, b] = await pool(target);
    const list = isList(of);
    const shown = list ? [b, a] : [a];
    const document = await makeNaming(of, shown);
    await write(of, document, list ? [a] : answersFor(of) ? [b] : []);
    const [gone = a] = shown;
    const withdraw = () => documents(cms.strapi, target).unpublish({ documentId: gone, locale: 'en' });
    if (answersFor(of)) {
      await expect(withdraw()).rejects.toThrow('needs this');
      return release(of, document);
    }
    await withdraw();
    expect(await named(of, document)).toEqual(shown.slice(1));
    await publish(target, gone);
    expect(await named(of, document)).toEqual(shown);
    await publish(target, gone);
    expect(await named(of, document)).toEqual(shown);
  });

  it('gets what it was published with once that is public, and what it was not never', async () => {
    if (answersFor(of)) return;
    const [late, later] = [await makeTarget(target, false), await makeTarget(target, false)];
    const document = await makeNaming(of, [late]);
    expect(await named(of, document)).toEqual([]);
    await write(of, document, [later]);
    await publish(target, later);
    expect(await named(of, document)).toEqual([]);
    await publish(target, late);
    expect(await named(of, document)).toEqual([late]);
  });
});

describe('What is public of a document', () => {
  const articles = () => documents(cms.strapi, 'article');
  const topics: Field = { type: 'article', field: 'topics', target: 'topic' };
  const words = { title: 'អត្ថបទ', summary: 'ខ្លី', body: 'អត្ថបទ' };

  it('leaves the person who answers alone when it is published or withdrawn, whomever the draft names', async () => {
    const answers: Field = { type: 'interview', field: 'interviewee', target: 'person' };
    const [x, y] = await pool('person');
    const talk = await makePublic(cms.strapi, 'interview', { interviewee: x });
    await write(answers, talk, [y]);
    await publish('person', y);
    expect(await named(answers, talk)).toEqual([x]);
    // This was refused: the interview “needs this person”, though nobody takes it away.
    await publish('person', x);
    expect(await named(answers, talk)).toEqual([x]);
    const withdraw = documents(cms.strapi, 'person').unpublish({ documentId: x, locale: 'en' });
    await expect(withdraw).rejects.toThrow('needs this person');
  });

  it('is kept for each language by itself', async () => {
    const [a, b] = [await makeTarget('topic'), await makeTarget('topic')];
    for (const id of [a, b]) await translate(cms.strapi, 'topic', id, { name: 'ប្រាក់' });
    const story = await makeDraft(cms.strapi, 'article', { topics: [a] });
    await translate(cms.strapi, 'article', story, words);
    await articles().publish({ documentId: story, locale: '*' });
    // In Khmer it names a topic that is not public there yet.
    await publish('topic', a, 'km');
    await write(topics, story, [b]);
    for (const locale of ['en', 'km'] as const) await publish('topic', b, locale);
    expect(await named(topics, story)).toEqual([a]);
    // English speaks for both; once it is gone, Khmer says what was published with it.
    await articles().unpublish({ documentId: story, locale: 'en' });
    expect(await named(topics, story, 'km')).toEqual([a]);
    // Its own publish in one language says it for all of them.
    await publish('article', story, 'en');
    for (const locale of ['en', 'km'] as const) expect(await named(topics, story, locale)).toEqual([b]);
  });

  it('forgets what was deleted, even when that comes back under its id', async () => {
    const topic = await makeTarget('topic');
    const story = await makePublic(cms.strapi, 'article', { topics: [topic] });
    await documents(cms.strapi, 'topic').delete({ documentId: topic, locale: '*' });
    await makePublic(cms.strapi, 'topic', { documentId: topic });
    expect(await named(topics, story)).toEqual([]);
  });

  it('and what a draft names stays when somebody who is named is copied', async () => {
    const [x] = await pool('person');
    const talk = await makePublic(cms.strapi, 'interview', { interviewee: x });
    await documents(cms.strapi, 'person').clone({ documentId: x, data: { slug: 'a-copy' } });
    const answers: Field = { type: 'interview', field: 'interviewee', target: 'person' };
    expect(await drafted(answers, talk)).toEqual([x]);
    expect(await named(answers, talk)).toEqual([x]);
  });

  it('holds in a database that is older than the memory of it, and for what was imported', async () => {
    const [here, away, other] = [
      await makeTarget('topic'),
      await makeTarget('topic'),
      await makeTarget('topic'),
    ];
    const [story, changed] = [
      await makePublic(cms.strapi, 'article', { topics: [away, here] }),
      await makePublic(cms.strapi, 'article', { topics: [here] }),
    ];
    await documents(cms.strapi, 'topic').unpublish({ documentId: away, locale: 'en' });
    await write(topics, changed, [other, away]);
    const forgetAll = () => cms.strapi.db.connection('published_references').delete();

    await forgetAll();
    await cms.strapi.store.delete({ type: 'core', name: 'samleng', key: 'published-references' });
    const { rememberEarlier } = await import('../dist/src/publication/published-references.js' as string);
    await rememberEarlier(cms.strapi);
    for (const topic of [here, away, other]) await publish('topic', topic);
    expect(await named(topics, story)).toEqual([away, here]);
    expect(await named(topics, changed)).toEqual([here]);

    await forgetAll();
    for (const topic of [away, here, other]) await publish('topic', topic);
    expect(await named(topics, story)).toEqual([away, here]);
    expect(await named(topics, changed)).toEqual([here]);
  });
});
