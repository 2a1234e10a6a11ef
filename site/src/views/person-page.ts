import { documentPath, type Locale } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { toBody, type Body } from '../markdown/body.ts';
import { toProgrammeCard, type ArticleCard, type InterviewCard, type ProgrammeCard } from './card.ts';
import { toPersonCloth, type ClothView } from './cloth.ts';
import { toImage, type ImageView } from './image.ts';
import { crumbsTo, toLayout, type LayoutView } from './layout.ts';
import { toLink, type Link } from './link.ts';
import { toOtherName } from './other-name.ts';
import { toPieces } from './pieces.ts';
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
  readonly biography: Body | undefined;
  readonly answered: readonly (ArticleCard | InterviewCard)[];
  readonly written: readonly (ArticleCard | InterviewCard)[];
  readonly leads: readonly ProgrammeCard[];
}

/** The page of somebody who writes, asks or answers. See `toLeaderPage` for `elsewhere`. */
export function toPersonPage(
  entries: Entries,
  entry: Entry<'person'>,
  elsewhere: readonly Entries[],
): PersonView {
  const { document } = entry;
  const { locale } = entries;
  const id = document.documentId;
  const of = entries.byId('organisation', document.organisation);
  const organisation = of ? toLink(entries, of) : null;
  const image = toImage(document.portrait, 'portrait', locale, locale);
  const otherName = toOtherName(entry, elsewhere);
  const pathIn = (each: Locale) => documentPath(each, 'person', document.slug);
  const { initial, ...cloth } = toPersonCloth(document);
  return {
    kind: 'person',
    layout: toLayout(entries, {
      pathIn,
      existsIn: entry.locales,
      title: document.name,
      ...(document.role && { description: [document.name, document.role].join(' · ') }),
      breadcrumbs: crumbsTo(locale),
      cloth,
      openGraph: 'profile',
      image,
      modified: document.publishedAt,
      structuredData: [
        toProfileData({
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
    biography: toBody(entries, entry, 'biography'),
    answered: toPieces(entries, entries.referring('interview', 'interviewee', id)),
    written: toPieces(
      entries,
      entries.referring('article', 'authors', id),
      entries.referring('interview', 'interviewers', id),
    ),
    leads: entries.referring('programme', 'lead', id).map((each) => toProgrammeCard(entries, each)),
  };
}
