import { documentPath, homePath } from '@samleng/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ContentIndex, type Change } from '../src/content/content-index.ts';
import type { Entry } from '../src/content/entries.ts';
import { documentPaths } from '../src/pages/_paths.ts';
import { setBuildInput } from '../src/prerender/build-input.ts';
import {
  keyOf,
  PageError,
  PagePlan,
  type PageChanges,
  type PlannedPage,
} from '../src/prerender/page-plan.ts';
import { toArticlePage } from '../src/views/article-page.ts';
import { make } from './support/documents.ts';

const topic = (id: string, name: string, slug = id) => make('topic', id, { name, slug });
const change = (id: string, ...versions: ReturnType<typeof topic>[]): Change => ({
  type: 'topic',
  documentId: id,
  versions,
});

/** A site of topics: a page for each, and a front page that names them all. */
class Site {
  readonly index: ContentIndex;
  readonly plan = new PagePlan();
  /** The paths whose views were made in the last look. */
  viewed: string[] = [];
  /** The parts that were named in the last look. */
  named: string[] = [];
  /** So many documents make a part; 0 names every page by itself. */
  partSize = 0;

  constructor(...documents: ReturnType<typeof topic>[]) {
    this.index = new ContentIndex(documents);
  }

  pages(): PlannedPage[] {
    return [this.#home(), ...this.index.entries.en.written('topic').map((entry) => this.#page(entry))];
  }

  #home(): PlannedPage {
    const names = () => this.index.entries.en.all('topic').map(({ document }) => document.name);
    return { path: homePath('en'), params: {}, view: names };
  }

  #page(entry: Entry<'topic'>): PlannedPage {
    const { slug, name } = entry.document;
    return {
      path: documentPath('en', 'topic', slug),
      params: { slug },
      subject: entry,
      view: () => ({ name }),
    };
  }

  #chooseParts(plan: PagePlan, noted: (page: PlannedPage) => PlannedPage): string[] {
    const { en } = this.index.entries;
    const of = { written: 'topic' } as const;
    let count = 1;
    while (en.hasAtLeast(of, count * this.partSize + 1)) count += 1;
    const home = noted(this.#home());
    const chosen = plan.choose(home) ? [home.path] : [];
    for (let from = (count - 1) * this.partSize; from >= 0; from -= this.partSize) {
      const pages = () => {
        this.named.push(`${from}`);
        return en.slice(of, from, from + this.partSize).map((entry) => noted(this.#page(entry)));
      };
      for (const { params } of plan.choosePart(en, `${from}`, pages))
        chosen.push(documentPath('en', 'topic', params.slug ?? ''));
    }
    return chosen;
  }

  /** Looks at all pages, and tells what is to be rendered and what has changed. */
  look(plan = this.plan) {
    this.viewed = [];
    this.named = [];
    plan.begin();
    const noted = (page: PlannedPage): PlannedPage => ({
      ...page,
      view: () => {
        this.viewed.push(page.path);
        return page.view();
      },
    });
    const chosen = this.partSize
      ? this.#chooseParts(plan, noted)
      : this.pages().flatMap((page) => (plan.choose(noted(page)) ? [page.path] : []));
    return { chosen, changes: plan.end() };
  }

  publish() {
    const look = this.look();
    this.plan.settle(look.changes);
    return look;
  }
}

const gone = (changes: PageChanges) => [...changes].flatMap(([path, key]) => (key === null ? [path] : []));

describe('a plan chooses', () => {
  test('every page of a site that was never live, and none once it is', () => {
    const site = new Site(topic('wages', 'Wages'), topic('hours', 'Hours'));
    const { chosen, changes } = site.publish();
    expect(chosen).toEqual(['/en/', '/en/topics/hours/', '/en/topics/wages/']);
    expect([...changes.keys()]).toEqual(chosen);
    expect(site.publish()).toEqual({ chosen: [], changes: new Map() });
  });

  test('what is new, what has changed and what shows it; it names what is gone and looks at nothing else', () => {
    const site = new Site(topic('wages', 'Wages'), topic('hours', 'Hours'), topic('unions', 'Unions'));
    site.publish();
    site.index.apply([
      change('wages', topic('wages', 'Pay')),
      change('hours'),
      change('safety', topic('safety', 'Safety')),
    ]);
    const { chosen, changes } = site.publish();
    expect(chosen).toEqual(['/en/', '/en/topics/wages/', '/en/topics/safety/']);
    expect(gone(changes)).toEqual(['/en/topics/hours/']);
    expect(site.plan.htmlPages).toBe(4);
    expect(site.viewed).not.toContain('/en/topics/unions/');
    expect([...site.plan.live.keys()].sort()).toEqual([
      '/en/',
      '/en/topics/safety/',
      '/en/topics/unions/',
      '/en/topics/wages/',
    ]);
    expect(site.look()).toEqual({ chosen: [], changes: new Map() });
  });

  test('no page that looks the same after a change of something it read', () => {
    const site = new Site(topic('wages', 'Wages'));
    site.publish();
    site.index.apply([change('wages', { ...topic('wages', 'Wages'), summary: 'Not shown here.' })]);
    expect(site.look()).toEqual({ chosen: [], changes: new Map() });
    expect(site.viewed).toEqual(['/en/', '/en/topics/wages/']);
  });

  test('nothing, when a page changed and changed back before it was looked at', () => {
    const site = new Site(topic('wages', 'Wages'));
    site.publish();
    site.index.apply([change('wages', topic('wages', 'Pay'))]);
    site.index.apply([change('wages', topic('wages', 'Wages'))]);
    expect(site.publish().chosen).toEqual([]);
  });

  test('a page that moved at its new address, and names the old one as gone', () => {
    const site = new Site(topic('wages', 'Wages'));
    site.publish();
    site.index.apply([change('wages', topic('wages', 'Wages', 'pay'))]);
    const { chosen, changes } = site.publish();
    expect(chosen).toEqual(['/en/topics/pay/']);
    expect(gone(changes)).toEqual(['/en/topics/wages/']);
  });
});

describe('a plan that was not put live', () => {
  test('finds the same again, and more if more has changed', () => {
    const site = new Site(topic('wages', 'Wages'), topic('hours', 'Hours'));
    site.publish();
    site.index.apply([change('wages', topic('wages', 'Pay')), change('hours')]);
    const first = site.look();
    expect(first.chosen).toEqual(['/en/', '/en/topics/wages/']);
    expect(site.look()).toEqual(first);
    site.index.apply([change('unions', topic('unions', 'Unions'))]);
    const { chosen, changes } = site.publish();
    expect(chosen).toEqual(['/en/', '/en/topics/wages/', '/en/topics/unions/']);
    expect(gone(changes)).toEqual(['/en/topics/hours/']);
  });

  test('is nothing once the change was taken back', () => {
    const site = new Site(topic('wages', 'Wages'));
    site.publish();
    site.index.apply([change('wages', topic('wages', 'Pay'))]);
    site.look();
    site.index.apply([change('wages', topic('wages', 'Wages'))]);
    expect(site.look()).toEqual({ chosen: [], changes: new Map() });
  });
});

describe('a plan that starts from other live pages', () => {
  test('of an older release chooses what differs from that one', () => {
    const site = new Site(topic('wages', 'Wages'), topic('hours', 'Hours'));
    site.publish();
    const older = new Map(site.plan.live);
    site.index.apply([change('wages', topic('wages', 'Pay')), change('unions', topic('unions', 'Unions'))]);
    site.publish();
    site.plan.startFrom(older);
    expect(site.look().chosen).toEqual(['/en/', '/en/topics/wages/', '/en/topics/unions/']);
    site.index.apply([change('wages', topic('wages', 'Wages')), change('unions')]);
    expect(site.look()).toEqual({ chosen: [], changes: new Map() });
  });

  test('in another process knows them by their keys alone', () => {
    const site = new Site(topic('wages', 'Wages'), topic('hours', 'Hours'));
    site.publish();
    const live = new Map([...site.plan.live, ['/en/topics/left-behind/', 'a-key']]);
    site.index.apply([change('wages', topic('wages', 'Pay'))]);
    const { chosen, changes } = site.look(new PagePlan(live));
    expect(chosen).toEqual(['/en/', '/en/topics/wages/']);
    expect(gone(changes)).toEqual(['/en/topics/left-behind/']);
  });

  test('keeps the map that it was given as it was', () => {
    const live = new Map<string, string>();
    const site = new Site(topic('wages', 'Wages'));
    site.plan.startFrom(live);
    site.publish();
    expect(live.size).toBe(0);
  });
});

describe('two pages with one address', () => {
  const twice = () => new Site(topic('wages-a', 'First', 'wages'), topic('wages-b', 'Second', 'wages'));

  test('show the first, in every look', () => {
    const site = twice();
    expect(site.publish().chosen).toEqual(['/en/', '/en/topics/wages/']);
    expect(site.plan.live.get('/en/topics/wages/')).toBe(keyOf({ name: 'First' }));
    expect(site.publish().chosen).toEqual([]);
  });

  test('show the other one once the first is gone', () => {
    const site = twice();
    site.publish();
    site.index.apply([change('wages-a')]);
    expect(site.publish().chosen).toEqual(['/en/', '/en/topics/wages/']);
    expect(site.plan.live.get('/en/topics/wages/')).toBe(keyOf({ name: 'Second' }));
  });
});

describe('a page that cannot be made', () => {
  const broken = (cause: unknown): PlannedPage => ({
    path: '/en/broken/',
    params: {},
    view: () => {
      throw cause;
    },
  });

  test('is an error with its address and its reason', () => {
    const plan = new PagePlan();
    plan.begin();
    const cause = new Error('No picture.');
    expect(() => plan.choose(broken(cause))).toThrow(PageError);
    expect(() => plan.choose(broken(cause))).toThrow(/^\/en\/broken\/ cannot be made: No picture\.$/);
    expect(() => plan.choose(broken('a word'))).toThrow(
      expect.objectContaining({ path: '/en/broken/', cause: 'a word' }),
    );
  });

  test('leaves the plan as it was: the next look finds all that has changed', () => {
    const site = new Site(topic('wages', 'Wages'), topic('hours', 'Hours'));
    site.publish();
    site.index.apply([change('wages', topic('wages', 'Pay'))]);
    site.plan.begin();
    site.pages().forEach((page) => site.plan.choose(page));
    expect(() => site.plan.choose(broken(new Error('no')))).toThrow(PageError);
    expect(site.look().chosen).toEqual(['/en/', '/en/topics/wages/']);
  });
});

describe('the pages of articles, as the page modules name them', () => {
  const story = make('article', 'story', { slug: 'story', body: 'body:one', topics: ['wages'] });
  const other = make('article', 'other', { slug: 'other', body: 'body:other' });

  /** Tells which addresses are to be rendered again after some changes. */
  function renderedAfter(...changes: Change[]): string[] {
    const index = new ContentIndex([story, { ...story, locale: 'km' }, other, topic('wages', 'Wages')]);
    const plan = new PagePlan();
    const look = () => {
      plan.begin();
      documentPaths('article', toArticlePage);
      const found = plan.end();
      plan.settle(found);
      return [...found.keys()].sort();
    };
    setBuildInput({ entries: index.entries, pictures: new Map(), plan });
    try {
      look();
      index.apply(changes);
      return look();
    } finally {
      setBuildInput(undefined);
    }
  }
  const edited = (...versions: (typeof story)[]): Change => ({
    type: 'article',
    documentId: 'story',
    versions,
  });

  test('are made again when their own words change, and no others', () => {
    const changed = { ...story, body: 'body:another' };
    expect(renderedAfter(edited(changed, { ...story, locale: 'km' }))).toEqual(['/en/articles/story/']);
  });

  test('are made again when what they name changes', () => {
    const both = ['/en/articles/story/', '/km/articles/story/'];
    expect(renderedAfter(change('wages', topic('wages', 'Pay')))).toEqual(both);
    expect(renderedAfter(edited(story))).toEqual(both);
  });
});

describe('a part in which nothing has changed', () => {
  const letters = ['aaa', 'bbb', 'ccc', 'ddd', 'eee', 'fff'];

  test('is not even named; its pages stay', () => {
    const site = new Site(...letters.map((id) => topic(id, id)));
    site.partSize = 2;
    expect(site.publish().chosen).toHaveLength(7);
    expect(site.named).toEqual(['4', '2', '0']);
    site.publish();
    site.index.apply([change('eee', topic('eee', 'eee, edited'))]);
    const { chosen, changes } = site.publish();
    expect(chosen).toEqual(['/en/', '/en/topics/eee/']);
    expect(gone(changes)).toEqual([]);
    expect(site.named).toEqual(['0']);
    expect(site.plan.live.size).toBe(7);
  });

  test('is looked at once one of its pages reads something that has changed', () => {
    const site = new Site(topic('aaa', 'A', 'same'), topic('bbb', 'B'), topic('ccc', 'C', 'same'));
    site.partSize = 1;
    site.publish();
    site.index.apply([change('aaa')]);
    expect(site.publish().chosen).toEqual(['/en/', '/en/topics/same/']);
    expect(site.plan.live.get('/en/topics/same/')).toBe(keyOf({ name: 'C' }));
  });
});

test.each([0, 1, 2])(
  'whatever is published, discarded and rolled back, what is live is what a fresh plan makes (parts of %i)',
  (partSize) => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('change' as const),
        id: fc.constantFrom('topic-one', 'topic-two', 'topic-three', 'topic-four', 'topic-five'),
        name: fc.constantFrom('A', 'B', 'C', null),
        slug: fc.constantFrom('first', 'second', 'third', 'fourth'),
      }),
      fc.record({ do: fc.constantFrom('publish' as const, 'look' as const, 'rollback' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const site = new Site();
        site.partSize = partSize;
        const releases = [site.plan.live];
        for (const each of steps) {
          if (each.do === 'change') {
            const versions = each.name === null ? [] : [topic(each.id, each.name, each.slug)];
            site.index.apply([change(each.id, ...versions)]);
          }
          if (each.do === 'look') site.look();
          if (each.do === 'rollback') site.plan.startFrom(releases[0] ?? new Map());
          if (each.do === 'publish') {
            const { chosen, changes } = site.publish();
            expect([...changes].flatMap(([path, key]) => (key === null ? [] : [path])).sort()).toEqual(
              chosen.sort(),
            );
            const fresh = new PagePlan();
            fresh.settle(site.look(fresh).changes);
            expect(new Map(site.plan.live)).toEqual(fresh.live);
            expect(site.look()).toEqual({ chosen: [], changes: new Map() });
            expect(site.plan.htmlPages).toBe(fresh.live.size);
            releases.push(new Map(fresh.live));
          }
        }
      }),
      { numRuns: 300 },
    );
  },
);
