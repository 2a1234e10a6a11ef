import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContentType, uidOf } from '@samleng/shared';
import { bootStrapi, type Booted } from './boot-strapi';
import { documents, freshSlug, least, makeDraft, makePublic, translate } from './documents';
import { lineOf, readFeed } from './read-feed';

let cms: Booted;
beforeAll(async () => {
  cms = await bootStrapi();
});
afterAll(() => cms.stop());

interface Refusal {
  readonly message: string;
  readonly details: { readonly errors: readonly { readonly path: string[]; readonly message: string }[] };
}

/** What publishing a document of these fields is refused with. */
async function refusalOf(type: ContentType, data: Record<string, unknown>): Promise<Refusal> {
  const documentId = await makeDraft(cms.strapi, type, data);
  return publishRefusal(type, documentId);
}

async function publishRefusal(type: ContentType, documentId: string, locale = 'en'): Promise<Refusal> {
  return documents(cms.strapi, type)
    .publish({ documentId, locale })
    .then(
      () => Promise.reject(new Error('It was published.')),
      (error: Refusal) => error,
    );
}

const source = { title: 'A report', url: 'https://example.org/report' };
const khmerInterview = {
  headline: 'បទសម្ភាសន៍',
  summary: 'ខ្លី',
  exchanges: [{ question: 'ហេតុអ្វី?', answer: 'ព្រោះ។' }],
};

describe('publishing is refused, naming field and remedy in both languages', () => {
  it.each<[string, ContentType, Record<string, unknown>, string, RegExp]>([
    ['a missing title', 'article', { title: '' }, 'title', /Title: Fill in this field.*ចំណងជើង៖/],
    ['spaces for a text', 'article', { body: '  \n ' }, 'body', /Text: Fill in/],
    ['no kind', 'article', { kind: null }, 'kind', /Kind: Fill in/],
    ['no day', 'article', { publishedOn: null }, 'publishedOn', /Date of publication: Fill in/],
    ['no questions', 'interview', { exchanges: [] }, 'exchanges', /Questions and answers: Fill in/],
    [
      'an empty answer',
      'interview',
      { exchanges: [{ question: 'Why?' }] },
      'exchanges.0.answer',
      /Questions and answers 1 › Answer/,
    ],
    ['nobody who answers', 'interview', {}, 'interviewee', /Choose who answers.*សូមជ្រើសអ្នកឆ្លើយ/],
    [
      'a source without an address',
      'article',
      { sources: [{ title: 'A letter' }] },
      'sources.0.url',
      /Not on the web/,
    ],
    [
      'an address that is none',
      'article',
      { sources: [{ title: 'A', url: 'example.org' }] },
      'sources.0.url',
      /https:\/\//,
    ],
    [
      'an address that runs',
      'article',
      { sources: [{ title: 'A', url: 'javascript:alert(1)' }] },
      'sources.0.url',
      /https:\/\//,
    ],
    [
      'a day that is none',
      'article',
      { coverage: [{ outlet: 'A', title: 'B', publishedOn: 'May 2026' }] },
      'coverage.0.publishedOn',
      /2026-05/,
    ],
    ['a leader without a basis', 'union-leader', { consent: null }, 'consent', /Consent: Fill in/],
    [
      'a public record that is not named',
      'union-leader',
      { consent: { basis: 'public-record', date: '2026-01-02' } },
      'consent.record',
      /public record/,
    ],
    ['a picture without words', 'article', { body: 'Text ![](/uploads/a.png)' }, 'body', /alternative text/],
    [
      'a picture with a file name for words',
      'article',
      { body: '![IMG_1328.jpeg](/uploads/a.png)' },
      'body',
      /name of a file/,
    ],
    [
      'a picture with a file name in brackets for words',
      'article',
      { body: '![Loom [2].jpeg](/uploads/a.png)' },
      'body',
      /name of a file/,
    ],
    [
      'a picture that is not in the library',
      'article',
      { body: '![A loom](/uploads/gone.png)' },
      'body',
      /Text: A picture in the text is not in the media library.*Insert it anew.*បណ្ណាល័យមេឌៀ/,
    ],
    [
      'a picture of another site',
      'page',
      { body: 'Text <img src="https://example.org/t.png" alt="A loom">' },
      'body',
      /not in the media library/,
    ],
    [
      'a picture in an answer',
      'interview',
      { exchanges: [{ question: 'Why?', answer: 'So. ![A loom](/uploads/a.png)' }] },
      'exchanges.0.answer',
      /Answer: A picture cannot stand here/,
    ],
    ['a slug that is not Latin', 'article', { slug: 'ប្រាក់' }, 'slug', /small Latin letters.*អក្សរឡាតាំង/],
    ['a slug that the site uses itself', 'page', { slug: 'articles' }, 'slug', /uses this address itself/],
    [
      'a mark without its source',
      'article',
      { body: 'It was so.[^2]', sources: [source] },
      'body',
      /\[\^2\] names the second entry under Sources.*ប្រភពទីពីរ/,
    ],
    [
      'a mark where nothing has sources',
      'person',
      { biography: 'So.[^1]' },
      'biography',
      /no list of sources/,
    ],
    [
      'emphasis without end in an answer',
      'interview',
      { exchanges: [{ question: 'Why?', answer: '*a _b '.repeat(60) }] },
      'exchanges.0.answer',
      /Answer: .*too deep.*ច្រើនថ្នាក់ពេក/,
    ],
    ['emphasis without end in a text', 'article', { body: '~~x '.repeat(3000) }, 'body', /Text: .*too deep/],
    [
      'a donation form that anybody could read along',
      'site-settings',
      {
        donation: {
          formUrl: 'http://give.example.org/',
          amountField: 'amount',
          currency: 'USD',
          amounts: '5, 10',
          purpose: 'For kites.',
          use: 'Paper and string.',
        },
      },
      'donation.formUrl',
      /Donations › Provider’s form: .*https:\/\//,
    ],
    [
      'amounts that are none',
      'site-settings',
      {
        donation: {
          formUrl: 'https://give.example.org/',
          amountField: 'amount',
          currency: 'KHR',
          amounts: '20,000 or more',
          purpose: 'For kites.',
          use: 'Paper and string.',
        },
      },
      'donation.amounts',
      /Amounts offered: .*5, 10, 25/,
    ],
    [
      'a link that is none',
      'site-settings',
      { navigation: [{ label: 'A', href: 'articles' }] },
      'navigation.0.href',
      /\/articles\//,
    ],
  ])('%s', async (_, type, data, path, message) => {
    const refusal = await refusalOf(type, data);
    expect(refusal.message).toMatch(message);
    expect(refusal.message).toMatch(/[\u1780-\u17ff]/);
    expect(refusal.details.errors.map((error) => error.path.join('.'))).toContain(path);
    if (type === 'site-settings')
      await cms.strapi.db.query('api::site-settings.site-settings').deleteMany({});
  });

  it('names the first problems and counts the rest', async () => {
    const refusal = await refusalOf('article', {
      title: null,
      summary: null,
      body: null,
      kind: null,
      publishedOn: null,
    });
    expect(refusal.message).toMatch(/And 2 more\. \/ .*និង 2 ទៀត/);
    expect(refusal.details.errors).toHaveLength(5);
  });

  it('answers the admin in the same words, and keeps what was public', async () => {
    const documentId = await makePublic(cms.strapi, 'article', { title: 'As it was' });
    const answer = await cms.admin(
      `/content-manager/collection-types/api::article.article/${documentId}/actions/publish?locale=en`,
      { method: 'POST', body: { title: 'Changed', summary: '' } },
    );
    expect(answer.status).toBe(400);
    expect(answer.body.error?.message).toMatch(
      /Changed — Cannot be published yet\. Summary: Fill in this field\. \/ មិនទាន់/,
    );
    expect(answer.body.error?.details).toMatchObject({ errors: [{ path: ['summary'] }] });
    expect(lineOf(await readFeed(cms), documentId)).toMatchObject({ title: 'As it was' });
  });

  it('but not for a picture without words that is shown as code', async () => {
    const body = 'Write `![](/uploads/a.png)` for a picture.';
    const documentId = await makePublic(cms.strapi, 'article', { body });
    expect(lineOf(await readFeed(cms), documentId)).toMatchObject({ body });
  });

  it('in bulk as well, and then publishes none of them', async () => {
    const good = await makeDraft(cms.strapi, 'topic');
    const bad = await makeDraft(cms.strapi, 'topic', { slug: 'Not-a-slug', name: 'Bad one' });
    const answer = await cms.admin(
      '/content-manager/collection-types/api::topic.topic/actions/bulkPublish?locale=en',
      {
        method: 'POST',
        body: { documentIds: [good, bad], locale: 'en' },
      },
    );
    expect(answer.status).toBe(400);
    expect(answer.body.error?.message).toContain('Bad one');
    expect(lineOf(await readFeed(cms), good)).toBeUndefined();
  });

  it('when something is created or updated as published', async () => {
    const service = documents(cms.strapi, 'topic');
    await expect(
      service.create({ data: { name: '', slug: 'no-name' }, status: 'published' }),
    ).rejects.toThrow(/Name: Fill in/);
    await expect(cms.strapi.db.query('api::topic.topic').count({ where: { slug: 'no-name' } })).resolves.toBe(
      0,
    );
    const documentId = await makePublic(cms.strapi, 'topic', { name: 'Named' });
    await expect(service.update({ documentId, data: { name: '' }, status: 'published' })).rejects.toThrow(
      /Name: Fill in/,
    );
    const created = await service.create({
      data: { name: 'Straight', slug: freshSlug() },
      status: 'published',
    });
    expect(lineOf(await readFeed(cms), created.documentId)).toMatchObject({ name: 'Straight' });
  });
});

describe('a text in the wrong language', () => {
  const path = (type: ContentType, documentId: string, action: string) =>
    `/content-manager/collection-types/${uidOf(type)}/${documentId}${action}?locale=km`;

  it.each<[ContentType, Record<string, unknown>, readonly string[]]>([
    ['article', {}, ['title', 'body']],
    ['interview', {}, ['headline', 'exchanges.0.answer']],
    ['union-leader', {}, ['biography']],
    ['programme', {}, ['body']],
    ['topic', {}, ['name']],
    ['page', {}, ['title', 'body']],
    // Half of it is Khmer, in both languages: then it is the same text that tells.
    ['article', { title: 'ចំណងជើង', body: 'សំឡេង is our name.' }, ['body']],
  ])('is refused: %s filled in from English and published, %o', async (type, data, paths) => {
    const who = type === 'interview' ? { interviewee: await makePublic(cms.strapi, 'person') } : {};
    const { title: _, ...english } = data;
    const documentId = await makePublic(cms.strapi, type, { ...english, ...who });
    // What the menu of the form asks for, and puts into the form as it is.
    const filled = await cms.admin(
      `/i18n/content-manager/get-fill-from-locale/${uidOf(type)}?documentId=${documentId}&collectionType=collection-types&sourceLocale=en&targetLocale=km`,
    );
    expect(filled.status).toBe(200);
    const body = filled.body.data as unknown as object;
    const answer = await cms.admin(path(type, documentId, '/actions/publish'), {
      method: 'POST',
      body: { ...body, ...data },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error?.message).toMatch(/Translate it\..*សូមបកប្រែ/);
    const { errors } = answer.body.error?.details as { errors: { path: string[] }[] };
    expect(errors.map((error) => error.path.join('.'))).toEqual(paths);
    expect(lineOf(await readFeed(cms), documentId, 'km')).toBeUndefined();
  });

  it('is refused in English too', async () => {
    const refusal = await refusalOf('article', { title: 'ចំណងជើង', body: '[អត្ថបទ](https://example.org/a)' });
    expect(refusal.details.errors.map(({ path: at }) => at.join('.'))).toEqual(['title', 'body']);
    expect(refusal.message).toMatch(/Title: This is the English version.*ចំណងជើង៖ នេះជាកំណែភាសាអង់គ្លេស/);
  });

  it('is not what names in Latin letters are, nor numbers', async () => {
    const names = { organisation: { name: 'CATU' }, person: { name: 'Anna' } } as const;
    for (const [type, data] of Object.entries(names) as [ContentType, object][]) {
      const documentId = await makePublic(cms.strapi, type);
      await translate(cms.strapi, type, documentId, { ...data });
      await documents(cms.strapi, type).publish({ documentId, locale: 'km' });
    }
    const programme = await makePublic(cms.strapi, 'programme');
    await translate(cms.strapi, 'programme', programme, { name: 'RISE', mission: 'ជួយ', body: 'អត្ថបទ' });
    await documents(cms.strapi, 'programme').publish({ documentId: programme, locale: 'km' });
    const topic = await makePublic(cms.strapi, 'topic', { name: '2026' });
    await translate(cms.strapi, 'topic', topic, { name: '2026' });
    await documents(cms.strapi, 'topic').publish({ documentId: topic, locale: 'km' });
    expect(lineOf(await readFeed(cms), topic, 'km')).toMatchObject({ name: '2026' });
  });

  it('that is public already keeps nobody from publishing the other language', async () => {
    const documentId = await makePublic(cms.strapi, 'topic');
    await translate(cms.strapi, 'topic', documentId, { name: 'ប្រាក់ឈ្នួល' });
    await documents(cms.strapi, 'topic').publish({ documentId, locale: 'km' });
    const where = { documentId, locale: 'km' };
    await cms.strapi.db.query('api::topic.topic').updateMany({ where, data: { name: 'Wages' } });
    await documents(cms.strapi, 'topic').publish({ documentId, locale: 'en' });
  });
});

describe('a day of publication', () => {
  afterAll(() => cms.strapi.config.set('samleng.now', () => new Date()));

  it('that is still to come in Cambodia is refused, in both languages, until it has come', async () => {
    const documentId = await makeDraft(cms.strapi, 'article', { publishedOn: '2026-05-02' });
    const publish = () =>
      cms.admin(
        `/content-manager/collection-types/api::article.article/${documentId}/actions/publish?locale=en`,
        { method: 'POST', body: {} },
      );
    // One minute to midnight in Phnom Penh, seven hours before Greenwich.
    cms.strapi.config.set('samleng.now', () => new Date('2026-05-01T16:59:00Z'));
    const answer = await publish();
    expect(answer.status).toBe(400);
    expect(answer.body.error?.message).toMatch(
      /Date of publication: This day is still to come; in Phnom Penh it is 2026-05-01\..*មិនទាន់មកដល់.*2026-05-01/,
    );
    expect(answer.body.error?.details).toMatchObject({ errors: [{ path: ['publishedOn'] }] });
    expect(lineOf(await readFeed(cms), documentId)).toBeUndefined();

    cms.strapi.config.set('samleng.now', () => new Date('2026-05-01T17:00:00Z'));
    expect((await publish()).status).toBe(200);
    expect(lineOf(await readFeed(cms), documentId)).toMatchObject({ publishedOn: '2026-05-02' });
  });
});

describe('an item of the navigation', () => {
  it('that leads to no public page is named, in both languages, until it does', async () => {
    const slug = freshSlug();
    const page = await makeDraft(cms.strapi, 'page', { slug });
    const removeSettings = () => cms.strapi.db.query('api::site-settings.site-settings').deleteMany({});
    await removeSettings();
    const paths = ['/', '/search/', '/leaders/', 'https://example.org/', '/donate/', `/${slug}/`];
    const navigation = paths.map((href) => ({ label: `To ${href}`, href }));
    const documentId = await makeDraft(cms.strapi, 'site-settings', { navigation });
    const publish = () =>
      cms.admin('/content-manager/single-types/api::site-settings.site-settings/actions/publish?locale=en', {
        method: 'POST',
        body: {},
      });
    const answer = await publish();
    expect(answer.status).toBe(400);
    expect(answer.body.error?.message).toContain(`“To /${slug}/”: /${slug}/ leads to no public page.`);
    expect(answer.body.error?.message).toContain(`/${slug}/ មិនមានទំព័រសាធារណៈទេ`);
    // Nothing says how to give money.
    expect(answer.body.error?.details).toMatchObject({
      errors: [{ path: ['navigation', '4', 'href'] }, { path: ['navigation', '5', 'href'] }],
    });

    await documents(cms.strapi, 'page').publish({ documentId: page, locale: 'en' });
    const rest = navigation.filter(({ href }) => href !== '/donate/');
    await documents(cms.strapi, 'site-settings').update({
      documentId,
      locale: 'en',
      data: { navigation: rest },
    });
    expect((await publish()).status).toBe(200);
    await removeSettings();
  });
});

describe('a slug', () => {
  it('belongs to one document of a type, drafts included', async () => {
    const slug = freshSlug();
    await makeDraft(cms.strapi, 'article', { slug, title: 'Here first' });
    const refusal = await refusalOf('article', { slug });
    expect(refusal.message).toMatch(
      /The article “Here first” already has this address.*អត្ថបទ «Here first» មានអាសយដ្ឋាននេះរួចហើយ/,
    );
    // Another type has addresses of its own.
    await expect(makePublic(cms.strapi, 'topic', { slug })).resolves.toBeTypeOf('string');
  });

  it('is the same in both languages of a document', async () => {
    const slug = freshSlug();
    const documentId = await makePublic(cms.strapi, 'topic', { slug });
    await translate(cms.strapi, 'topic', documentId, { name: 'ប្រាក់ឈ្នួល' });
    await documents(cms.strapi, 'topic').publish({ documentId, locale: 'km' });
    expect(lineOf(await readFeed(cms), documentId, 'km')).toMatchObject({ slug });
  });

  it('may change later', async () => {
    const documentId = await makePublic(cms.strapi, 'topic');
    const slug = freshSlug();
    await documents(cms.strapi, 'topic').update({ documentId, data: { slug }, status: 'published' });
    expect(lineOf(await readFeed(cms), documentId)).toMatchObject({ slug });
  });

  it('is made from the English title when it is left empty, and made free', async () => {
    const { slug: _, ...rest } = least.article;
    const data = { ...rest, title: 'Two looms, one thread' };
    const service = documents(cms.strapi, 'article');
    const slugs = [];
    while (slugs.length < 2) slugs.push(await service.create({ data: { ...data }, locale: 'en' }));
    expect(slugs).toMatchObject([{ slug: 'two-looms-one-thread' }, { slug: 'two-looms-one-thread-2' }]);
  });

  it('stays with who stands at it, whatever others write into their drafts', async () => {
    const slug = freshSlug();
    const documentId = await makePublic(cms.strapi, 'topic', { slug });
    const other = await makeDraft(cms.strapi, 'topic', { slug });
    await documents(cms.strapi, 'topic').update({
      documentId,
      data: { name: 'Still here' },
      status: 'published',
    });
    expect((await publishRefusal('topic', other)).message).toContain('already has this address');
  });

  it('of a copy is another', async () => {
    const slug = freshSlug();
    const documentId = await makeDraft(cms.strapi, 'topic', { slug });
    const service = documents(cms.strapi, 'topic');
    const copy = await service.clone({ documentId });
    expect(await service.findOne({ documentId: copy.documentId })).toMatchObject({ slug: `${slug}-2` });
    await service.publish({ documentId });
    await service.publish({ documentId: copy.documentId });
  });

  it('is asked for when only a Khmer title is there', async () => {
    const documentId = await makeDraft(cms.strapi, 'topic', { name: 'ប្រាក់ឈ្នួល', slug: null }, 'km');
    const refusal = await publishRefusal('topic', documentId, 'km');
    expect(refusal.message).toMatch(/Address \(slug\): Fill in this field/);
  });
});

describe('relations', () => {
  it('are refused from the other side, naming where they are edited', async () => {
    const topic = await makeDraft(cms.strapi, 'topic');
    const article = await makeDraft(cms.strapi, 'article');
    for (const articles of [[article], { connect: [{ documentId: article }] }, { set: [] }, null]) {
      await expect(
        documents(cms.strapi, 'topic').update({ documentId: topic, data: { articles } }),
      ).rejects.toThrow(/Open the article and change “Topics”.*សូមបើកអត្ថបទ/);
    }
    await documents(cms.strapi, 'topic').update({
      documentId: topic,
      data: { articles: { connect: [], disconnect: [] } },
    });
  });

  it('to what is not public leave an interview without anybody who answers, and say so', async () => {
    const person = await makeDraft(cms.strapi, 'person');
    const refusal = await refusalOf('interview', { interviewee: person });
    expect(refusal.message).toMatch(/Who answers \(person\): .* not published.*Publish it first/);
  });

  it('that a public document needs keep the other from being taken away', async () => {
    const person = await makePublic(cms.strapi, 'person');
    const interview = await makePublic(cms.strapi, 'interview', {
      interviewee: person,
      headline: 'Needs her',
    });
    const service = documents(cms.strapi, 'person');
    await expect(service.unpublish({ documentId: person })).rejects.toThrow(
      /Interview “Needs her” needs this person.*ត្រូវការ/,
    );
    await expect(service.delete({ documentId: person })).rejects.toThrow(/Needs her/);
    await documents(cms.strapi, 'interview').unpublish({ documentId: interview });
    await service.unpublish({ documentId: person });
    expect(lineOf(await readFeed(cms), person)).toBeUndefined();
  });

  it('that a public document needs keep the other from being taken away in the language that speaks for all', async () => {
    const person = await makePublic(cms.strapi, 'person');
    await translate(cms.strapi, 'person', person, { name: 'អ្នកឆ្លើយ' });
    await documents(cms.strapi, 'person').publish({ documentId: person, locale: 'km' });
    const interview = await makePublic(cms.strapi, 'interview', { interviewee: person });
    await translate(cms.strapi, 'interview', interview, khmerInterview);
    await documents(cms.strapi, 'interview').publish({ documentId: interview, locale: 'km' });
    const service = documents(cms.strapi, 'person');
    await expect(service.unpublish({ documentId: person, locale: 'en' })).rejects.toThrow(
      /needs this person/,
    );
    await service.unpublish({ documentId: person, locale: 'km' });
    expect(lineOf(await readFeed(cms), interview)).toMatchObject({ interviewee: person });
  });

  it('that one language alone can name keep that language public as long as the other', async () => {
    const leader = await makePublic(cms.strapi, 'union-leader');
    const interview = await makePublic(cms.strapi, 'interview', { leader, headline: 'Named once' });
    await translate(cms.strapi, 'interview', interview, khmerInterview);
    const service = documents(cms.strapi, 'interview');
    const publishBoth = async () => {
      for (const locale of ['en', 'km']) await service.publish({ documentId: interview, locale });
    };
    const publicLanguages = async () => {
      const feed = await readFeed(cms);
      return ['en', 'km'].filter((locale) => lineOf(feed, interview, locale));
    };
    await publishBoth();
    const remedy = /not complete in Khmer.*Unpublish it in Khmer first.*ជាខ្មែរ/;
    for (const action of ['unpublish', 'delete'] as const)
      await expect(service[action]({ documentId: interview, locale: 'en' })).rejects.toThrow(remedy);
    expect(lineOf(await readFeed(cms), interview, 'km')).toMatchObject({ leader });

    // What the refusal says works, and so do both at once, however it is asked for.
    await service.unpublish({ documentId: interview, locale: 'km' });
    await service.unpublish({ documentId: interview, locale: 'en' });
    expect(await publicLanguages()).toEqual([]);
    await publishBoth();
    await service.unpublish({ documentId: interview, locale: '*' });
    expect(await publicLanguages()).toEqual([]);
    await publishBoth();
    const path = '/content-manager/collection-types/api::interview.interview';
    const bulk = { method: 'POST', body: { documentIds: [interview] } };
    const answer = await cms.admin(`${path}/actions/bulkUnpublish?locale[]=en&locale[]=km`, bulk);
    expect([answer.status, await publicLanguages()]).toEqual([200, []]);
    await publishBoth();
    const gone = await cms.admin(`${path}/${interview}?locale=*`, { method: 'DELETE' });
    expect([gone.status, await publicLanguages()]).toEqual([200, []]);
    await documents(cms.strapi, 'union-leader').unpublish({ documentId: leader });
  });

  it('do not keep public what was broken before, as by a stricter contract', async () => {
    const topic = await makePublic(cms.strapi, 'topic');
    await translate(cms.strapi, 'topic', topic, { name: 'ប្រាក់ឈ្នួល' });
    const service = documents(cms.strapi, 'topic');
    await service.publish({ documentId: topic, locale: 'km' });
    await cms.strapi.db.query('api::topic.topic').updateMany({
      where: { documentId: topic, publishedAt: { $notNull: true } },
      data: { name: '' },
    });
    await service.unpublish({ documentId: topic, locale: 'en' });
    await service.unpublish({ documentId: topic, locale: 'km' });
    expect(lineOf(await readFeed(cms), topic, 'km')).toBeUndefined();
  });

  it('are the same in every language, whichever was edited', async () => {
    const topic = await makePublic(cms.strapi, 'topic');
    await translate(cms.strapi, 'topic', topic, { name: 'ប្រាក់ឈ្នួល' });
    const english = await makePublic(cms.strapi, 'topic');
    const article = await makeDraft(cms.strapi, 'article', { topics: [topic, english] });
    await translate(cms.strapi, 'article', article, { title: 'អត្ថបទ', summary: 'ខ្លី', body: 'អត្ថបទ' });
    const topicsOf = async (locale: string) => {
      const row = await documents(cms.strapi, 'article').findOne({
        documentId: article,
        locale,
        populate: ['topics'],
      });
      return (row?.topics as { documentId: string }[]).map(({ documentId }) => documentId);
    };
    // The Khmer draft starts with what exists in Khmer.
    expect(await topicsOf('km')).toEqual([topic]);
    // What Khmer cannot show is not lost when Khmer is edited.
    await documents(cms.strapi, 'article').update({
      documentId: article,
      locale: 'km',
      data: { topics: { set: [] } },
    });
    expect(await topicsOf('en')).toEqual([english]);
    await documents(cms.strapi, 'article').update({
      documentId: article,
      locale: 'en',
      data: { topics: { set: [english, topic] } },
    });
    expect(await topicsOf('km')).toEqual([topic]);
  });
});

describe('a text that is too long', () => {
  const a = (length: number) => 'a'.repeat(length);
  const article = '/content-manager/collection-types/api::article.article';
  const told = ({ body }: { body: unknown }) =>
    (body as { error: { message: string; details: { errors: { path: string[]; message: string }[] } } })
      .error;

  it.each([
    ['article', 'body', 50_000, (body: string) => ({ body })],
    ['article', 'title', 255, (title: string) => ({ title })],
    ['article', 'summary', 5000, (summary: string) => ({ summary })],
    ['article', 'sources.0.title', 255, (title: string) => ({ sources: [{ ...source, title }] })],
    [
      'interview',
      'exchanges.0.question',
      5000,
      (question: string) => ({ exchanges: [{ question, answer: 'So.' }] }),
    ],
    [
      'interview',
      'exchanges.0.answer',
      20_000,
      (answer: string) => ({ exchanges: [{ question: 'Why?', answer }] }),
    ],
    [
      'union-leader',
      'consent.scope',
      5000,
      (scope: string) => ({ consent: { ...least['union-leader'].consent, scope } }),
    ],
  ] as const)('is refused when it is saved: %s, %s', async (type, path, limit, data) => {
    await makeDraft(cms.strapi, type, data(a(limit)));
    const error = await makeDraft(cms.strapi, type, data(a(limit + 1))).then(
      () => Promise.reject(new Error('It was saved.')),
      (reason: Refusal) => reason,
    );
    expect(error.details.errors.map((one) => one.path.join('.'))).toEqual([path]);
    const [has, fits] = [limit + 1, limit].map((count) => count.toLocaleString('en'));
    expect(error.message).toContain(`This text has ${has} characters; at most ${fits} fit here.`);
    expect(error.message).toMatch(new RegExp(`Not saved\\..* / មិនបានរក្សាទុកទេ។.*${has}.*${fits}`));
  });

  it('leaves what is stored as it was, and what the form of the admin asks for is told with its field', async () => {
    const documentId = await makeDraft(cms.strapi, 'article', { title: 'Before' });
    const body = { title: 'After', body: '_a'.repeat(50_000) };
    const answer = await cms.admin(`${article}/${documentId}?locale=en`, { method: 'PUT', body });
    expect(answer.status).toBe(400);
    expect(told(answer).details.errors.map(({ path }) => path)).toEqual([['body']]);
    expect(told(answer).message).toContain(
      'Text: This text has 100,000 characters; at most 50,000 fit here.',
    );
    const row = await documents(cms.strapi, 'article').findOne({ documentId });
    expect(row).toMatchObject({ title: 'Before' });
  });

  it('that was stored before is opened and shortened, step by step, and published; it may not grow', async () => {
    const documentId = await makeDraft(cms.strapi, 'article', {});
    const stored = cms.strapi.db.query(uidOf('article'));
    await stored.updateMany({ where: { documentId }, data: { body: a(70_000) } });
    const put = (body: object) => cms.admin(`${article}/${documentId}?locale=en`, { method: 'PUT', body });
    const opened = await cms.admin(`${article}/${documentId}?locale=en`);
    expect((opened.body.data as unknown as { body: string }).body).toHaveLength(70_000);
    expect((await put({ title: 'Another', body: a(70_000) })).status).toBe(200);
    expect((await put({ body: a(60_000) })).status).toBe(200);
    expect((await put({ body: a(60_001) })).status).toBe(400);
    await documents(cms.strapi, 'article').publish({ documentId });
    expect((await put({ body: a(50_000) })).status).toBe(200);
    expect((await put({ body: a(50_001) })).status).toBe(400);
  });
});

describe('text', () => {
  it('is saved without what nobody sees, components included, addresses untouched', async () => {
    const documentId = await makeDraft(cms.strapi, 'article', {
      title: 'សហ\u200Bជីព',
      body: `ខែ\u17D2មរ ![A loom](http://localhost:1337/uploads/loom.png)`,
      sources: [{ ...source, title: 'ច្បាប់\u200B' }],
    });
    const row = await documents(cms.strapi, 'article').findOne({ documentId, populate: ['sources'] });
    expect(row).toMatchObject({
      title: 'សហជីព',
      body: 'ខ\u17D2មែរ ![A loom](/uploads/loom.png)',
      sources: [{ title: 'ច្បាប់', url: source.url }],
    });
  });
});

it('of both languages is saved clean through the admin, down to components, and reaches the feed so', async () => {
  const slug = freshSlug();
  const typed = {
    km: {
      title: 'សហ\u200Bជីព\uFEFF 🙂 ខែ\u17D2មរ',
      summary: 'ក\u17D2\u17D2ក\u00AD',
      body: 'ប្រ\u200Bាក់ `a\u200Bb`',
    },
    en: { title: 'A\u200B union', summary: 'Two\u2060 words', body: 'See <https://example.org/a\u200Bb>.' },
  };
  const path = '/content-manager/collection-types/api::article.article';
  const more = { kind: 'news', publishedOn: '2026-05-01', slug };
  const correction = { corrections: [{ date: '2026-05-02', text: 'ខែ\u17D2មរ\u200B' }] };
  const made = await cms.admin(`${path}?locale=en`, { method: 'POST', body: { ...typed.en, ...more } });
  const { documentId } = made.body.data as unknown as { documentId: string };
  for (const [locale, body] of Object.entries({ en: typed.en, km: { ...typed.km, ...correction } })) {
    await cms.admin(`${path}/${documentId}?locale=${locale}`, { method: 'PUT', body: { ...body, ...more } });
    await cms.admin(`${path}/${documentId}/actions/publish?locale=${locale}`, { method: 'POST', body: {} });
  }
  const feed = await readFeed(cms);
  expect(lineOf(feed, documentId, 'en')).toMatchObject({
    title: 'A union',
    summary: 'Two words',
    body: typed.en.body,
  });
  expect(lineOf(feed, documentId, 'km')).toMatchObject({
    title: 'សហជីព 🙂 ខ\u17D2មែរ',
    summary: 'ក\u17D2ក',
    body: 'ប្រាក់ `a\u200Bb`',
    corrections: [{ date: '2026-05-02', text: 'ខ\u17D2មែរ' }],
  });
});

it('has one document of site settings', async () => {
  await makePublic(cms.strapi, 'site-settings');
  const path = '/content-manager/single-types/api::site-settings.site-settings?locale=en';
  await cms.admin(path, { method: 'PUT', body: { ...least['site-settings'], name: 'Again' } });
  const rows = await cms.strapi.db
    .query('api::site-settings.site-settings')
    .findMany({ where: { publishedAt: null } });
  expect(rows).toHaveLength(1);
  await expect(makeDraft(cms.strapi, 'site-settings')).rejects.toThrow(/one such document already.*រួចហើយ/);
  const [settings] = await cms.strapi.db.query('api::site-settings.site-settings').findMany();
  await expect(
    documents(cms.strapi, 'site-settings').unpublish({ documentId: settings.documentId, locale: '*' }),
  ).rejects.toThrow(/Every page shows the site settings.*គ្រប់ទំព័រ/);
});

it('keeps what a leader agreed to inside the CMS', async () => {
  const leader = await makePublic(cms.strapi, 'union-leader');
  const response = await cms.api('/api/feed');
  const text = await response.text();
  expect(text).toContain(leader);
  expect(text).not.toContain('said by telephone');
  const path = `/content-manager/collection-types/api::union-leader.union-leader/${leader}?locale=en`;
  expect(JSON.stringify((await cms.admin(path)).body)).toContain('said by telephone');
});
