import {
  assertUnreachable,
  homeShareImagePath,
  shareImagePath,
  type Locale,
  type PagedType,
} from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { toDateWords } from '../i18n/dates.ts';
import { joinWords } from '../i18n/lists.ts';
import { t } from '../i18n/messages.ts';
import { toKhmerDigits } from '../i18n/numerals.ts';
import { digestOf } from '../weave/seed.ts';
import { toByline, toPersonLine } from './byline.ts';
import { intervieweeOf } from './card.ts';
import { toPersonCloth, toPieceCloth, topicTint, type ClothView } from './cloth.ts';
import { toOtherName } from './other-name.ts';
import { withoutQuotes } from './words.ts';

/** All that a share image shows. Texts may be too long: what draws it shortens them. */
export interface SharePicture {
  readonly locale: Locale;
  readonly kicker: string;
  readonly title: string;
  /** The title is what somebody says. */
  readonly quoted: boolean;
  /** What stands under the title. */
  readonly deck: string | null;
  /** Who wrote it, who speaks, who runs it. */
  readonly name: string | null;
  /** What stands under the name. */
  readonly detail: string | null;
  readonly cloth: ClothView;
}

/** A share image as the head of a page names it. */
export interface ShareImage {
  readonly path: string;
  readonly alt: string;
}

/** The size of every share image, in pixels. */
export const shareSize = { width: 1200, height: 630 } as const;

/** How the pictures are drawn. Whoever draws them otherwise counts up, and they all get new addresses. */
const template = 1;

/** A picture and its address, which depends on what it shows and on nothing else. */
export interface NamedPicture extends ShareImage {
  readonly picture: SharePicture;
  readonly digest: string;
}

/** The share image of a document. Name it in the layout of the page. See `toSharePicture` for the arguments. */
export function toShareImage(
  entries: Entries,
  entry: Entry<PagedType>,
  elsewhere: readonly Entries[] = [],
): ShareImage {
  const { path, alt } = toNamedPicture(entries, entry, elsewhere);
  return { path, alt };
}

/** The share image of the front page, of lists, and of whatever else is no document. */
export function toHomeShareImage(entries: Entries): ShareImage {
  const { path, alt } = toHomePicture(entries);
  return { path, alt };
}

/** The same with the picture. */
export function toNamedPicture(
  entries: Entries,
  entry: Entry<PagedType>,
  elsewhere: readonly Entries[],
): NamedPicture {
  const picture = toSharePicture(entries, entry, elsewhere);
  const { type, slug } = entry.document as { type: PagedType; slug: string };
  const digest = digestOf([template, picture]);
  return {
    path: shareImagePath(entries.locale, type, slug, digest),
    alt: altOf(picture),
    picture,
    digest,
  };
}

/** The front page's, with its picture. */
export function toHomePicture(entries: Entries): NamedPicture {
  const { locale } = entries;
  const settings = entries.settings();
  const written = settings?.translated ? settings.document : undefined;
  const picture: SharePicture = {
    ...blank(locale, { seed: 'samleng', tint: 'red' }),
    title: written?.tagline ?? t(locale, 'site.tagline'),
  };
  const digest = digestOf([template, picture]);
  return { path: homeShareImagePath(locale, digest), alt: altOf(picture), picture, digest };
}

/**
 * What the share image of a document shows.
 * @param elsewhere the content as the other languages see it, for a name in their script.
 */
function toSharePicture(
  entries: Entries,
  entry: Entry<PagedType>,
  elsewhere: readonly Entries[],
): SharePicture {
  const { locale } = entries;
  const { document } = entry;
  const type = document.type;
  switch (type) {
    case 'article': {
      const authors = toByline(entries, document.authors).map(({ name }) => name.text);
      return {
        ...blank(locale, toPieceCloth(entries, document)),
        kicker: [t(locale, `kind.${document.kind}`), ...firstTopic(entries, document.topics)].join(' · '),
        title: document.title,
        name: authors.length > 0 ? joinWords(locale, authors) : null,
        detail: inDigits(entries, toDateWords(locale, document.publishedOn).text),
      };
    }
    case 'interview': {
      const who = intervieweeOf(entries, entry as Entry<'interview'>);
      const line = who && toPersonLine(entries, who);
      const initial = who && toPersonCloth(who.document).initial;
      return {
        ...blank(locale, { ...toPieceCloth(entries, document), ...(initial && { initial }) }),
        kicker: t(locale, 'kind.interview'),
        title: withoutQuotes(document.headline),
        quoted: true,
        name: line?.name.text ?? null,
        detail: line?.role?.text ?? line?.organisation?.text ?? null,
      };
    }
    case 'programme':
      return {
        ...blank(locale, toPieceCloth(entries, document)),
        kicker: t(locale, 'kind.programme'),
        title: document.name,
        deck: document.mission,
        name: nameOf(entries, document.organisation),
        detail: t(locale, `phase.${document.phase}`),
      };
    case 'union-leader':
      return {
        ...blank(locale, toPersonCloth(document)),
        kicker: t(locale, 'kind.union-leader'),
        title: document.name,
        deck: document.role,
        name: toOtherName(entry as Entry<'union-leader'>, elsewhere)?.text ?? null,
      };
    case 'person': {
      const { role } = document;
      const organisation = nameOf(entries, document.organisation);
      return {
        ...blank(locale, toPersonCloth(document)),
        kicker: t(locale, 'kind.person'),
        title: document.name,
        deck: role ?? organisation,
        name: toOtherName(entry as Entry<'person'>, elsewhere)?.text ?? null,
        detail: role !== null && organisation !== null && !role.includes(organisation) ? organisation : null,
      };
    }
    case 'organisation':
      return {
        ...blank(locale, { seed: document.slug, tint: 'ink' }),
        kicker: t(locale, `organisation.${document.kind}`),
        title: document.name,
        deck: document.summary,
      };
    case 'topic':
      return {
        ...blank(locale, { seed: document.slug, tint: topicTint(document.slug) }),
        kicker: t(locale, 'kind.topic'),
        title: document.name,
        deck: document.summary,
      };
    case 'page':
      return {
        ...blank(locale, { seed: document.slug, tint: 'red' }),
        kicker: t(locale, 'site.tagline'),
        title: document.title,
        deck: document.summary,
      };
    default:
      return assertUnreachable(type);
  }
}

function blank(locale: Locale, cloth: ClothView) {
  const { seed, tint, initial } = cloth;
  return {
    locale,
    kicker: '',
    quoted: false,
    deck: null,
    name: null,
    detail: null,
    // In this order always, for the digest.
    cloth: { seed, tint, ...(initial && { initial }) },
  } as const;
}

function firstTopic(entries: Entries, topics: readonly string[]): string[] {
  const [topic] = entries.resolve('topic', topics);
  return topic ? [topic.document.name] : [];
}

function nameOf(entries: Entries, organisation: string | null): string | null {
  return entries.byId('organisation', organisation)?.document.name ?? null;
}

/** A text with the digits that the editors chose for Khmer pages. */
function inDigits(entries: Entries, text: string): string {
  const isKhmer = entries.locale === 'km' && entries.settings()?.document.khmerNumerals === true;
  return isKhmer ? toKhmerDigits(text) : text;
}

function altOf({ kicker, title, name }: SharePicture): string {
  return [kicker, title, name].filter(Boolean).join(' · ');
}
