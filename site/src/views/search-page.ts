import {
  listedTypes,
  listPath,
  pagedTypes,
  searchFolder,
  searchPath,
  typeNames,
  type Locale,
} from '@samleng/shared';
import type { Entries } from '../content/entries.ts';
import { t, type MessageKey } from '../i18n/messages.ts';
import { toLayout, type LayoutView } from './layout.ts';
import { toLink, type Link } from './link.ts';
import type { Words } from './words.ts';

/** A topic that results can be narrowed to. */
export interface TopicLink extends Link {
  readonly slug: string;
}

/** The words that the script puts on the page, and what it has to know. */
export interface SearchWords {
  readonly locale: Locale;
  /** Where the files of the index lie. */
  readonly folder: string;
  readonly khmerNumerals: boolean;
  readonly any: string;
  readonly working: string;
  readonly found: string;
  readonly foundOne: string;
  readonly nothing: string;
  readonly hint: string;
  readonly failed: string;
  readonly offline: string;
  readonly again: string;
  /** How a result in another language is labelled, by language. */
  readonly inLanguage: Readonly<Partial<Record<Locale, string>>>;
  readonly types: Readonly<Record<string, string>>;
  /** The names of topics by slug, as far as no link of the page has them. */
  readonly topics: Readonly<Record<string, Words>>;
}

export interface SearchView {
  readonly kind: 'search';
  readonly layout: LayoutView;
  readonly topics: readonly TopicLink[];
  readonly lists: readonly Link[];
  readonly words: SearchWords;
}

/** So many topics are links to browse by; the others only have their names here, for narrowing results. */
const mostLinks = 60;

/** The search page. Without a script, and where nothing is found, it offers topics and lists. */
export function toSearchPage(entries: Entries, others: readonly Locale[]): SearchView {
  const { locale } = entries;
  const say = (key: MessageKey) => t(locale, key);
  const topics = entries
    .all('topic')
    .map((entry): TopicLink => ({ ...toLink(entries, entry), slug: entry.document.slug }));
  return {
    kind: 'search',
    layout: toLayout(entries, {
      pathIn: searchPath,
      title: say('search.title'),
      description: say('search.lead'),
      cloth: { seed: 'search', tint: 'indigo' },
    }),
    topics: topics.slice(0, mostLinks),
    lists: listedTypes.map((type) => ({ href: listPath(locale, type), text: say(`section.${type}`) })),
    words: {
      locale,
      folder: searchFolder(locale),
      khmerNumerals: locale === 'km' && entries.settings()?.document.khmerNumerals === true,
      any: say('search.any'),
      working: say('search.working'),
      found: t(locale, 'search.found', { count: '#' }),
      foundOne: say('search.found.one'),
      nothing: t(locale, 'search.nothing', { query: '#' }),
      hint: say('search.nothing.hint'),
      failed: say('search.failed'),
      offline: say('search.offline'),
      again: say('search.again'),
      inLanguage: Object.fromEntries(
        others.map((other) => [other, t(locale, 'search.in', { language: say(`language.${other}`) })]),
      ),
      types: Object.fromEntries(pagedTypes.map((type) => [type, typeNames[type][locale]])),
      topics: Object.fromEntries(
        topics.slice(mostLinks).map(({ slug, text, lang }) => [slug, { text, ...(lang && { lang }) }]),
      ),
    },
  };
}
