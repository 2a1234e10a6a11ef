import { otherLocales } from '@samleng/shared';
import { entriesFor } from '../content/entries.ts';
import { toDocumentPage, type DocumentView } from '../views/document-page.ts';
import { withPreview } from '../views/layout.ts';
import type { Refusal } from './messages.ts';
import { openPreview, type Preview } from './open-preview.ts';

/** Makes the view behind a signed link, or tells why there is none. Never throws: an editor is waiting. */
export async function showPreview(
  path: { readonly type: string; readonly documentId: string },
  query: URLSearchParams,
): Promise<{ readonly view: DocumentView } | Refusal> {
  try {
    const preview = await openPreview(path, query);
    return 'refusal' in preview ? preview : { view: toView(preview) };
  } catch (error) {
    return {
      refusal: 'broken',
      detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

/** A draft goes through the same views as every page, with a note on what stands between it and its publication. */
function toView({ content, document, target, problems }: Preview): DocumentView {
  const { locale, status } = target;
  const entries = entriesFor(content, locale);
  const elsewhere = otherLocales(locale).map((other) => entriesFor(content, other));
  const entry = entries.byId(document.type, document.documentId);
  if (!entry) throw new Error(`No page shows ${document.type} ${document.documentId}.`);
  return withPreview(toDocumentPage(entries, entry, elsewhere), status, problems);
}
