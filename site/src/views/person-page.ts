import { documentPath, type Locale, type PageNumber } from '@samleng/shared';
import type { Entries, Entry, PieceType } from '../content/entries.ts';
import { t } from '../i18n/messages.ts';
import { toBody, type Body } from '../markdown/body.ts';
import { toProgrammeCard, type ArticleCard, type InterviewCard, type ProgrammeCard } from './card.ts';
import { toPersonCloth, type ClothView } from './cloth.ts';
import { toImage, type ImageView } from './image.ts';
import { crumbsTo, toLayout, type LayoutView } from './layout.ts';
import { toLink, type Link } from './link.ts';
import { toOtherName } from './other-name.ts';
import { toListPage, type Pager } from './pager.ts';
import { piecesOf, toPieceCard } from './pieces.ts';
import { toShareImage } from './share-image.ts';
import { toProfileData } from './structured-data.ts';
import type { Words } from './words.ts';

export interface PersonView {
  readonly kind: 'person';
  readonly layout: LayoutView;
  readonly name: string;
  readonly otherName: Words | null;
  readonly role: string | null;
  readonly organisation: Link | null;
  readonly cloth: ClothView;
  readonly image: ImageView | null;
  /** Only with the newest pieces, as `leads`. */
  readonly biography: Body | undefined;
  /** Interviews in which this person answers. */
  readonly answered: readonly (ArticleCard | InterviewCard)[];
  readonly written: readonly (ArticleCard | InterviewCard)[];
  /** Of both together. */
  readonly pager: Pager;
  readonly leads: readonly ProgrammeCard[];
}

/** The page of somebody who writes, asks or answers. See `toLeaderPage` for `elsewhere`. */
export function toPersonPage(
  entries: Entries,
  entry: Entry<'person'>,
  page: PageNumber,
  elsewhere: readonly Entries[],
): PersonView {
  const { document } = entry;
  const { locale } = entries;
  const id = document.documentId;
  const of = entries.byId('organisation', document.organisation);
  const organisation = of ? toLink(entries, of) : null;
  const image = toImage(document.portrait, 'portrait', locale, locale);
  const otherName = toOtherName(entry, elsewhere);
  const pathIn = (each: Locale) => documentPath(each, 'person', document.slug, page);
  const { items, pager } = toListPage<PieceType>(entries, piecesOf('person', id), page, (other) =>
    documentPath(locale, 'person', document.slug, other),
  );
  const isNewest = page === 'newest';
  const isAnswer = ({ document: piece }: Entry<PieceType>) =>
    piece.type === 'interview' && piece.interviewee === id;
  const { initial, ...cloth } = toPersonCloth(document);
  return {
    kind: 'person',
    layout: toLayout(entries, {
      pathIn,
      existsIn: entry.locales,
      title: isNewest ? document.name : `${document.name} · ${t(locale, 'list.page', { page })}`,
      ...(document.role && { description: [document.name, document.role].join(' · ') }),
      breadcrumbs: crumbsTo(locale),
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
          description: null,
          organisation,
          image,
          modified: document.publishedAt,
        }),
      ],
    }),
    name: document.name,
    otherName,
    role: document.role,
    organisation,
    cloth: { ...cloth, ...(initial && { initial }) },
    image,
    biography: isNewest ? toBody(entries, entry, 'biography') : undefined,
    answered: items.filter(isAnswer).map((each) => toPieceCard(entries, each)),
    written: items.filter((each) => !isAnswer(each)).map((each) => toPieceCard(entries, each)),
    pager,
    leads: isNewest
      ? entries.referring('programme', 'lead', id).map((each) => toProgrammeCard(entries, each))
      : [],
  };
}
