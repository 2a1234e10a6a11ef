import { documentPath, type Locale } from '@samleng/shared';
import type { Entries, Entry, PieceType } from '../content/entries.ts';
import { t } from '../i18n/messages.ts';
import { toPersonCloth, toPieceCloth } from './cloth.ts';
import { crumbsTo, toLayout } from './layout.ts';
import { hrefOf, toLink } from './link.ts';
import type { ListView } from './list-page.ts';
import { toListPage } from './pager.ts';
import { piecesOf, toPieceCard } from './pieces.ts';
import { toShareImage } from './share-image.ts';
import { toCollectionData } from './structured-data.ts';

/** An older page of the pieces about a leader or a programme, whose own page has the newest. */
export function toOlderPieces(
  entries: Entries,
  entry: Entry<'union-leader' | 'programme'>,
  page: number,
  elsewhere: readonly Entries[],
): ListView {
  const { document } = entry;
  const { locale } = entries;
  const { type, slug, name, documentId } = document;
  const lead = document.type === 'programme' ? document.mission : document.summary;
  const pathIn = (each: Locale) => documentPath(each, type, slug, page);
  const { items, pager } = toListPage<PieceType>(entries, piecesOf(type, documentId), page, (other) =>
    documentPath(locale, type, slug, other),
  );
  // The initial belongs to the cloth beside the name, not to the edges of the page.
  const { initial: _, ...cloth } = toPersonCloth(document);
  const title = `${name} · ${t(locale, 'list.page', { page })}`;
  return {
    kind: 'list',
    type,
    layout: toLayout(entries, {
      pathIn,
      existsIn: entry.locales,
      title,
      description: lead,
      breadcrumbs: [...crumbsTo(locale, type), toLink(entries, entry)],
      cloth: document.type === 'programme' ? toPieceCloth(entries, document) : cloth,
      share: toShareImage(entries, entry, elsewhere),
      modified: document.publishedAt,
      structuredData: [
        toCollectionData({ locale, path: pathIn(locale), name: title, description: lead }, items.map(hrefOf)),
      ],
    }),
    title: name,
    lead,
    cards: items.map((each) => toPieceCard(entries, each)),
    pager,
  };
}
