import { documentPath, type Locale } from '@samleng/shared';
import type { Entries, Entry } from '../content/entries.ts';
import { citationsOf } from './citations.ts';
import { toBody, type Body } from '../markdown/body.ts';
import { crumbsTo, toLayout, type LayoutView } from './layout.ts';
import { toShareImage } from './share-image.ts';
import type { SourceView } from './source.ts';
import { toPageData } from './structured-data.ts';

export interface StaticView {
  readonly kind: 'page';
  readonly layout: LayoutView;
  readonly title: string;
  readonly summary: string | null;
  readonly awaitingReview: boolean;
  readonly body: Body | undefined;
  readonly sources: readonly SourceView[];
}

/** A page that stands by itself, like About. */
export function toStaticPage(entries: Entries, entry: Entry<'page'>): StaticView {
  const { document } = entry;
  const { locale } = entries;
  const pathIn = (each: Locale) => documentPath(each, 'page', document.slug);
  return {
    kind: 'page',
    layout: toLayout(entries, {
      pathIn,
      existsIn: entry.locales,
      title: document.title,
      ...(document.summary && { description: document.summary }),
      breadcrumbs: crumbsTo(locale),
      cloth: { seed: document.slug, tint: 'red' },
      share: toShareImage(entries, entry),
      modified: document.publishedAt,
      structuredData: [
        toPageData({
          locale,
          path: pathIn(locale),
          name: document.title,
          description: document.summary,
          modified: document.publishedAt,
        }),
      ],
    }),
    title: document.title,
    summary: document.summary,
    awaitingReview: document.awaitingReview,
    body: toBody(entries, entry, 'body'),
    sources: citationsOf(document.sources, entries).list(),
  };
}
