import { documentPath, type DocumentOf, type Locale } from '@samleng/shared';
import type { Entries, Entry, PieceType } from '../content/entries.ts';
import { citationsOf, type Citation } from './citations.ts';
import { toDateWords, type DateWords } from '../i18n/dates.ts';
import { toBody, type Body } from '../markdown/body.ts';
import type { ArticleCard, InterviewCard } from './card.ts';
import { toPersonCloth, type ClothView } from './cloth.ts';
import { toImage, type ImageView } from './image.ts';
import { crumbsTo, toLayout, type LayoutView } from './layout.ts';
import { toLink, toLinks, type Link } from './link.ts';
import { toOtherName } from './other-name.ts';
import { toListPage, type Pager } from './pager.ts';
import { piecesOf, toPieceCard } from './pieces.ts';
import { toShareImage } from './share-image.ts';
import { toSource, type SourceView } from './source.ts';
import { toProfileData } from './structured-data.ts';
import type { Words } from './words.ts';

/** A person's own words. */
export interface QuoteView {
  readonly text: string;
  readonly translated: boolean;
  readonly citation: Citation;
}

/** Why we may write about this person. */
export interface BasisView {
  readonly basis: DocumentOf<'union-leader'>['consent']['basis'];
  readonly date: DateWords;
  readonly reviewed: DateWords | null;
  readonly record: SourceView | null;
}

export interface LeaderView {
  readonly kind: 'union-leader';
  readonly layout: LayoutView;
  readonly name: string;
  /** The name as the other language writes it, where that is another script. */
  readonly otherName: Words | null;
  readonly role: string;
  readonly union: Link | null;
  readonly summary: string;
  readonly cloth: ClothView;
  readonly image: ImageView | null;
  readonly awaitingReview: boolean;
  readonly biography: Body | undefined;
  readonly timeline: readonly { readonly year: number; readonly text: string }[];
  readonly quotes: readonly QuoteView[];
  /** The newest of them; older-pieces.ts has the others. */
  readonly pieces: readonly (ArticleCard | InterviewCard)[];
  readonly pager: Pager;
  readonly basis: BasisView;
  readonly topics: readonly Link[];
  readonly sources: readonly SourceView[];
}

/**
 * The page of a union leader, written in the page's language.
 * @param elsewhere the content as the other languages see it, for the name in their script.
 */
export function toLeaderPage(
  entries: Entries,
  entry: Entry<'union-leader'>,
  elsewhere: readonly Entries[],
): LeaderView {
  const { document } = entry;
  const { locale } = entries;
  const citations = citationsOf(document.sources, entries);
  const union = entries.byId('organisation', document.union);
  const image = toImage(document.portrait, 'portrait', locale, locale);
  const otherName = toOtherName(entry, elsewhere);
  const pathIn = (each: Locale) => documentPath(each, 'union-leader', document.slug);
  const { items, pager } = toListPage<PieceType>(
    entries,
    piecesOf('union-leader', document.documentId),
    'newest',
    (page) => documentPath(locale, 'union-leader', document.slug, page),
  );
  const { initial, ...cloth } = toPersonCloth(document);
  return {
    kind: 'union-leader',
    layout: toLayout(entries, {
      pathIn,
      existsIn: entry.locales,
      title: document.name,
      description: document.summary,
      breadcrumbs: crumbsTo(locale, 'union-leader'),
      cloth,
      openGraph: 'profile',
      share: toShareImage(entries, entry, elsewhere),
      modified: document.publishedAt,
      structuredData: [
        toProfileData({
          locale,
          path: pathIn(locale),
          name: document.name,
          otherName: otherName?.text ?? null,
          role: document.role,
          description: document.summary,
          organisation: union ? toLink(entries, union) : null,
          image,
          modified: document.publishedAt,
        }),
      ],
    }),
    name: document.name,
    otherName,
    role: document.role,
    union: union ? toLink(entries, union) : null,
    summary: document.summary,
    cloth: { ...cloth, ...(initial && { initial }) },
    image,
    awaitingReview: document.awaitingReview,
    biography: toBody(entries, entry, 'biography'),
    timeline: [...document.timeline].sort((a, b) => a.year - b.year),
    quotes: document.quotes.map(({ text, translated, source }) => ({
      text,
      translated,
      citation: citations.cite(source),
    })),
    pieces: items.map((each) => toPieceCard(entries, each)),
    pager,
    basis: toBasis(entries, document.consent),
    topics: toLinks(entries, 'topic', document.topics),
    sources: citations.list(),
  };
}

function toBasis(
  entries: Entries,
  { basis, date, reviewedOn, record }: DocumentOf<'union-leader'>['consent'],
): BasisView {
  const page = entries.locale;
  return {
    basis,
    date: toDateWords(page, date),
    reviewed: toDateWords(page, reviewedOn),
    record: record && toSource(record, entries),
  };
}
