import { loadExamples } from '@samleng/shared/examples';
import { beforeAll, describe, expect, test } from 'vitest';
import { entriesFor, type Entries } from '../src/content/entries.ts';
import { contentOf } from '../src/content/with-draft.ts';
import { toArticlePage } from '../src/views/article-page.ts';
import { toFigure } from '../src/views/figure.ts';
import { toHomePage } from '../src/views/home-page.ts';
import { toInterviewPage } from '../src/views/interview-page.ts';
import { toLeaderPage } from '../src/views/leader-page.ts';
import { toListView } from '../src/views/list-page.ts';
import { toNavigation } from '../src/views/navigation.ts';
import { toOlderPieces } from '../src/views/older-pieces.ts';
import { toPersonPage } from '../src/views/person-page.ts';
import { toProgrammePage } from '../src/views/programme-page.ts';
import { toSearchPage } from '../src/views/search-page.ts';
import { withoutQuotes } from '../src/views/words.ts';
import { make } from './support/documents.ts';

const demo = loadExamples().filter((example) => example.demo);
let en: Entries;
let km: Entries;

beforeAll(() => {
  const content = contentOf(demo.flatMap(({ documents }) => documents));
  en = entriesFor(content, 'en');
  km = entriesFor(content, 'km');
});

function entry<T extends Parameters<Entries['written']>[0]>(entries: Entries, type: T, slug: string) {
  const found = entries.written(type).find(({ document }) => 'slug' in document && document.slug === slug);
  if (!found) throw new Error(`The demo has no ${type} ${slug} in ${entries.locale}.`);
  return found;
}

describe('a document without a translation', () => {
  const slug = 'central-commentary-labour-rights';

  test('is in the other language’s list, labelled, in its own language and linked to where it is', () => {
    const cards = toListView(km, 'article', 'newest').cards;
    expect(cards.find(({ href }) => href.endsWith(`${slug}/`))).toMatchObject({
      href: `/en/articles/${slug}/`,
      only: 'en',
      title: { lang: 'en' },
      summary: { lang: 'en' },
    });
  });

  test('has a switch that says so instead of leading nowhere', () => {
    const { layout } = toArticlePage(en, entry(en, 'article', slug));
    expect(layout.languages).toEqual([{ locale: 'km', href: null }]);
    expect(layout.alternates).toEqual([{ locale: 'en', href: `/en/articles/${slug}/` }]);
  });
});

describe('a leader’s page', () => {
  test('has the name in both scripts, sourced quotes and the basis of the profile', () => {
    const view = toLeaderPage(en, entry(en, 'union-leader', 'yang-sophorn'), [km]);
    expect(view.otherName).toMatchObject({ lang: 'km', text: expect.stringMatching(/\p{Script=Khmer}/u) });
    expect(view.cloth.initial).toBe('Y');
    expect(view.basis).toMatchObject({ basis: 'public-record', record: { offline: true } });
    for (const { citation } of view.quotes) expect(view.sources[citation.number - 1]).toBeDefined();
    expect(view.timeline.map(({ year }) => year)).toEqual([1993, 2000, 2011, 2023]);
  });

  test('never carries the scope of a consent', () => {
    const view = toLeaderPage(en, entry(en, 'union-leader', 'yang-sophorn'), [km]);
    expect(Object.keys(view.basis).sort()).toEqual(['basis', 'date', 'record', 'reviewed']);
  });
});

describe('a programme’s page', () => {
  test('has the articles that point to it, with the outlets that reported them', () => {
    const { news, figures, sources } = toProgrammePage(en, entry(en, 'programme', 'central-organising-unit'));
    expect(news.map(({ outlets }) => outlets).sort()).toEqual(['CambojA', 'Kiri Post']);
    expect(figures.map(({ number }) => number)).toEqual(['5%', '60%']);
    for (const { citation } of figures) expect(sources[(citation?.number ?? 0) - 1]).toBeDefined();
  });
});

describe('a page about somebody or something with many pieces', () => {
  const idOf = (type: string) =>
    demo.find((example) => example.type === type)?.documents[0]?.documentId ?? 'nobody';
  const [leader, programme, person] = [idOf('union-leader'), idOf('programme'), idOf('person')];
  /** Articles and interviews by turns, a day each. */
  const pieces = Array.from({ length: 40 }, (_, n) => {
    const more = {
      slug: `piece-${n}`,
      publishedOn: new Date(Date.UTC(2030, 0, 1 + n)).toISOString().slice(0, 10),
      programmes: [programme],
    };
    return n % 2 > 0
      ? make('article', `piece-${n}`, { ...more, leaders: [leader], authors: [person] })
      : make('interview', `piece-${n}`, {
          ...more,
          ...(n % 4 > 0
            ? { interviewee: null, leader, interviewers: [person] }
            : { interviewee: person, leader: null }),
        });
  });
  const entries = entriesFor(contentOf([...demo.flatMap(({ documents }) => documents), ...pieces]), 'en');
  const find = <T extends 'union-leader' | 'programme' | 'person'>(type: T, id: string) => {
    const found = entries.byId(type, id);
    if (!found) throw new Error(`The demo has no ${type}.`);
    return found;
  };
  const namesOf = (cards: readonly { readonly href: string }[]) =>
    cards.map(({ href }) => href).filter((href) => href.includes('/piece-'));

  test.each(['union-leader', 'programme'] as const)(
    'of %s shows the newest and leads to all others',
    (type) => {
      const entry = find(type, type === 'programme' ? programme : leader);
      const view =
        type === 'programme'
          ? toProgrammePage(entries, entry as never)
          : toLeaderPage(entries, entry as never, []);
      const newest = 'pieces' in view ? view.pieces : [...view.news, ...view.interviews];
      expect(newest.length).toBeLessThan(24);
      const seen = namesOf(newest);
      let older = view.pager.older;
      while (older) {
        expect(older).toMatch(/^\/en\/\w+\/[\w-]+\/page\/\d+\/$/);
        const page = toOlderPieces(entries, entry, Number(older.split('/').at(-2)), []);
        expect(page.cards).toHaveLength(12);
        expect(page.layout.path).toBe(older);
        expect(page.layout.breadcrumbs.at(-1)?.href).toBe(view.layout.path);
        seen.push(...namesOf(page.cards));
        older = page.pager.older;
      }
      const about = pieces.filter((piece) => {
        if (type === 'programme') return true;
        return piece.type === 'article' || piece.leader === leader;
      });
      expect(seen.sort()).toEqual(about.map(({ type: of, slug }) => `/en/${of}s/${slug}/`).sort());
    },
  );

  test('of a person holds what was answered and what was written on all its pages, each once', () => {
    const entry = find('person', person);
    const seen: string[] = [];
    for (const page of ['newest', 2, 1] as const) {
      const { answered, written } = toPersonPage(entries, entry, page, []);
      expect(answered.length + written.length).toBeLessThan(24);
      expect(namesOf(answered).every((href) => href.startsWith('/en/interviews/'))).toBe(true);
      seen.push(...namesOf([...answered, ...written]));
    }
    expect(toPersonPage(entries, entry, 'newest', []).answered.length).toBeGreaterThan(0);
    expect(seen.sort()).toEqual(pieces.map(({ type, slug }) => `/en/${type}s/${slug}/`).sort());
  });
});

describe('the search page', () => {
  test('leads to sixty topics and knows the names of all, with their language', () => {
    const topics = Array.from({ length: 70 }, (_, n) =>
      make('topic', `topic-${n}`, { slug: `t-${n}`, name: `ប្រធានបទ ${n}` }, 'km'),
    );
    const { topics: links, words } = toSearchPage(entriesFor(contentOf(topics), 'en'), ['km']);
    expect(links).toHaveLength(60);
    expect(Object.keys(words.topics)).toHaveLength(10);
    const named = [...links.map(({ slug, text, lang }) => ({ slug, text, lang }))];
    for (const [slug, { text, lang }] of Object.entries(words.topics)) named.push({ slug, text, lang });
    expect(named.sort((a, b) => a.slug.localeCompare(b.slug))).toEqual(
      topics
        .map(({ slug, name }) => ({ slug, text: name, lang: 'km' }))
        .sort((a, b) => a.slug.localeCompare(b.slug)),
    );
    expect(toSearchPage(en, ['km']).words.topics).toEqual({});
  });
});

describe('names in sources', () => {
  test('lead to our pages about them, in either language, and stay words where there is none', () => {
    const slug = 'yang-sophorn-learning-to-lead';
    for (const entries of [en, km]) {
      const { sources } = toArticlePage(entries, entry(entries, 'article', slug));
      expect(sources[0]?.publisher?.href).toBe(
        `/${entries.locale}/organisations/global-human-rights-defence/`,
      );
      expect(sources[1]?.publisher?.href).toBeNull();
    }
  });
});

describe('an interview’s page', () => {
  test('sets the line without the editor’s quotation marks and names where it first appeared', () => {
    const view = toInterviewPage(en, entry(en, 'interview', 'sethypong-sok-rise'));
    expect(view.line).toMatch(/^Our goal .* workers$/);
    expect(view.condensed).toBe(true);
    expect(view.original?.author?.text).toBe('Juliette Tafreschi');
    expect(view.exchanges.length).toBeGreaterThan(5);
  });
});

describe('the front page', () => {
  test('leads with the newest article in the page’s language and does not repeat it', () => {
    const { lead, latest, interview } = toHomePage(km);
    expect(lead?.card.only).toBeNull();
    const hrefs = latest.map(({ href }) => href);
    expect(hrefs).not.toContain(lead?.card.href);
    expect(hrefs).not.toContain(interview?.card.href);
  });

  test('shows what the editors picked, in their order, and fills up with the rest', () => {
    const picks = {
      leadArticle: 'story-one',
      leadInterview: 'talk-one',
      homeTopics: ['gone-topic', 'topic-b'],
    };
    const view = toHomePage(
      entriesFor(
        contentOf([
          make('site-settings', 'the-settings', picks),
          ...['one', 'two'].flatMap((name, index) => [
            make('article', `story-${name}`, {
              slug: name,
              title: name,
              publishedOn: `2026-01-0${index + 1}`,
            }),
            make('interview', `talk-${name}`, {
              slug: name,
              headline: `“${name}”`,
              strongestLine: name === 'one' ? '“The strongest”' : null,
              publishedOn: `2026-01-0${index + 1}`,
            }),
          ]),
          ...['a', 'b'].flatMap((name) => [make('topic', `topic-${name}`, { slug: name, name })]),
        ]),
        'en',
      ),
    );
    expect([view.lead?.card.title.text, view.interview?.line.text]).toEqual(['one', 'The strongest']);
    expect(view.latest.map(({ title }) => title.text)).toEqual(['two', 'two']);
    expect(view.topics.map(({ text }) => text)).toEqual(['b', 'a']);
  });

  test('stands even when nothing is published', () => {
    const view = toHomePage(entriesFor(contentOf([]), 'km'));
    expect(view).toMatchObject({ lead: null, interview: null, latest: [], topics: [] });
    expect(view.layout.navigation).toHaveLength(4);
  });
});

describe('the navigation', () => {
  test('leaves out what leads nowhere and marks where the reader is', () => {
    const links = [
      { label: 'Articles', href: '/articles/' },
      { label: 'About', href: '/about/' },
      { label: 'Nothing', href: '/nothing/' },
      { label: 'Elsewhere', href: 'https://example.org/' },
    ];
    expect(toNavigation(en, links, '/en/articles/page/2/')).toEqual([
      { text: 'Articles', href: '/en/articles/', current: 'true' },
      { text: 'About', href: '/en/about/' },
      { text: 'Elsewhere', href: 'https://example.org/' },
    ]);
  });
});

describe('words', () => {
  test('lose the quotation marks around them, but not those inside', () => {
    expect(withoutQuotes('“A line”')).toBe('A line');
    expect(withoutQuotes('«បន្ទាត់»')).toBe('បន្ទាត់');
    expect(withoutQuotes('“One” and “two”')).toBe('“One” and “two”');
    expect(withoutQuotes('A “change”')).toBe('A “change”');
  });

  test.each([
    ['Less than 5%', 'Less than', '5%', ''],
    ['Over 25,000', 'Over', '25,000', ''],
    ['7 in 10', '', '7', 'in 10'],
    ['តិចជាង ៥%', 'តិចជាង', '៥%', ''],
    ['US$204', '', 'US$204', ''],
    ['many', '', 'many', ''],
  ])('of the figure “%s” stand beside its number', (value, before, number, after) => {
    const source = {
      title: 'A book',
      publisher: null,
      publishedOn: null,
      retrievedOn: null,
      url: null,
      archiveUrl: null,
      offline: true,
    };
    const figure = toFigure({ value, label: 'x', asOf: null, source }, 'en', 'en');
    expect(figure).toMatchObject({ before, number, after, asOf: null });
  });
});
