import {
  donatePath,
  feedPath,
  homePath,
  listedTypes,
  listPath,
  locales,
  otherLocales,
  type ListedType,
  type Locale,
  type Localised,
  type Problem,
} from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { shorten } from '../i18n/khmer.ts';
import { t } from '../i18n/messages.ts';
import type { ClothView } from './cloth.ts';
import { toNewsletter, type NewsletterView } from './giving.ts';
import type { Link } from './link.ts';
import { toNavigation, type NavigationLink } from './navigation.ts';
import { toHomeShareImage, type ShareImage } from './share-image.ts';
import { toBreadcrumbs, type StructuredData } from './structured-data.ts';

/** Search engines and shared links show about as much. UTF-16 units. */
const longestDescription = 300;

/** The way to the same page in another language; `href` is null while it does not exist there. */
export interface LanguageChoice {
  readonly locale: Locale;
  readonly href: string | null;
}

/** A feed, for the head of a page. */
export interface FeedLink {
  readonly href: string;
  readonly title: string;
  readonly format: 'rss' | 'json';
}

/** What a preview adds on top of a page. */
export interface PreviewNote {
  readonly status: 'draft' | 'published';
  readonly problems: readonly Localised<string>[];
}

/** What stands around the content of every page, and in its head. */
export interface LayoutView {
  readonly locale: Locale;
  readonly path: string;
  /** The document's own title, without the site's name. Null on the front page. */
  readonly title: string | null;
  readonly description: string;
  readonly siteName: string;
  readonly tagline: string;
  readonly footerNote: string | null;
  readonly navigation: readonly NavigationLink[];
  readonly languages: readonly LanguageChoice[];
  /** Every language of this page, for hreflang: its own and the others'. */
  readonly alternates: readonly { readonly locale: Locale; readonly href: string }[];
  readonly breadcrumbs: readonly Link[];
  readonly feed: string;
  /** Every feed that feed readers should find here. */
  readonly feeds: readonly FeedLink[];
  readonly newsletter: NewsletterView | null;
  /** Digits of dates and numbers in Khmer script. */
  readonly khmerDigits: boolean;
  readonly cloth: ClothView;
  readonly openGraph: 'website' | 'article' | 'profile';
  readonly share: ShareImage;
  /** Nothing for search engines: what it shows is each reader's own. */
  readonly unlisted: boolean;
  /** The day of publication and the moment of this version, for pieces. */
  readonly published: string | null;
  readonly modified: string | null;
  readonly structuredData: readonly StructuredData[];
  /** Only in previews. */
  readonly preview?: PreviewNote;
}

interface PageFacts {
  /** The path of this page in a language. */
  readonly pathIn: (locale: Locale) => string;
  /** Languages in which this page exists; all of them unless told. */
  readonly existsIn?: readonly Locale[];
  readonly title: string | null;
  readonly description?: string;
  readonly breadcrumbs?: readonly Link[];
  readonly cloth?: ClothView;
  readonly openGraph?: LayoutView['openGraph'];
  /** The front page's unless told. */
  readonly share?: ShareImage;
  /** The type whose feeds the page leads to, beside the language's; null for that alone in all its forms. */
  readonly feedsOf?: ListedType | null;
  readonly unlisted?: boolean;
  readonly published?: string;
  readonly modified?: string;
  readonly structuredData?: readonly StructuredData[];
}

/** Everything around a page's content, from what the page says about itself. */
export function toLayout(entries: Entries, page: PageFacts): LayoutView {
  const { locale } = entries;
  const path = page.pathIn(locale);
  const existsIn = page.existsIn ?? locales;
  const settings = writtenSettings(entries);
  const breadcrumbs = page.breadcrumbs ?? [];
  return {
    locale,
    path,
    title: page.title,
    description: shorten(
      page.description ?? settings?.description ?? t(locale, 'site.description'),
      longestDescription,
    ),
    siteName: settings?.name ?? t(locale, 'site.name'),
    tagline: settings?.tagline ?? t(locale, 'site.tagline'),
    footerNote: settings?.footerNote ?? null,
    navigation: toNavigation(entries, navigationOf(settings, locale), path),
    languages: otherLocales(locale).map((other) => ({
      locale: other,
      href: existsIn.includes(other) ? page.pathIn(other) : null,
    })),
    alternates: existsIn.map((each) => ({ locale: each, href: page.pathIn(each) })),
    breadcrumbs,
    feed: feedPath(locale),
    feeds: toFeeds(locale, settings?.name ?? t(locale, 'site.name'), page.feedsOf),
    newsletter: toNewsletter(settings?.newsletter ?? null),
    khmerDigits: locale === 'km' && entries.settings()?.document.khmerNumerals === true,
    cloth: page.cloth ?? { seed: 'samleng', tint: 'red' },
    openGraph: page.openGraph ?? 'website',
    share: page.share ?? toHomeShareImage(entries),
    unlisted: page.unlisted ?? false,
    published: page.published ?? null,
    modified: page.modified ?? null,
    structuredData: [
      ...(page.structuredData ?? []),
      ...(page.title === null ? [] : [toBreadcrumbs(breadcrumbs, page.title, path)]),
    ],
  };
}

/** The layout of a page as its preview shows it. */
export function withPreview<V extends { readonly layout: LayoutView }>(
  view: V,
  status: PreviewNote['status'],
  problems: readonly Problem[],
): V {
  const preview: PreviewNote = { status, problems: problems.map(({ message }) => message) };
  return { ...view, layout: { ...view.layout, preview } };
}

/** The front page as the first crumb, then the list that a document belongs to. */
export function crumbsTo(locale: Locale, type?: (typeof listedTypes)[number]): Link[] {
  const home = { href: homePath(locale), text: t(locale, 'nav.home') };
  return type ? [home, { href: listPath(locale, type), text: t(locale, `section.${type}`) }] : [home];
}

/** The news of the language on every page; those of a type and the forms in JSON on lists and the front page. */
function toFeeds(locale: Locale, site: string, type: ListedType | null | undefined): FeedLink[] {
  const link = (format: FeedLink['format'], of?: ListedType): FeedLink => ({
    href: feedPath(locale, of, format),
    title: of ? `${site} · ${t(locale, `section.${of}`)}` : site,
    format,
  });
  if (type === undefined) return [link('rss')];
  return type === null ? [link('rss'), link('json')] : [link('rss'), link('rss', type), link('json', type)];
}

/** Settings in another language would mix two languages on every page; the interface's own words are better. */
export function writtenSettings(entries: Entries): Entry<'site-settings'>['document'] | undefined {
  const settings = entries.settings();
  return settings?.translated ? settings.document : undefined;
}

/** What editors chose, or the lists; and the way to give money, once there is one. */
function navigationOf(settings: Entry<'site-settings'>['document'] | undefined, locale: Locale) {
  const links = settings?.navigation ?? defaultNavigation(locale);
  const donate = { label: t(locale, 'nav.donate'), href: donatePath(locale).slice(locale.length + 1) };
  const isMissing = settings?.donation && !links.some(({ href }) => href === donate.href);
  return isMissing ? [...links, donate] : links;
}

function defaultNavigation(locale: Locale): { label: string; href: string }[] {
  return listedTypes.map((type) => ({
    label: t(locale, `section.${type}`),
    href: listPath(locale, type).slice(locale.length + 1),
  }));
}
