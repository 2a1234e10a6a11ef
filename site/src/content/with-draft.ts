import type { Document } from '@samleng/shared';
import { holdBody, withoutBodies } from './bodies.ts';
import { inFeedOrder, type Content } from './store.ts';

/** Content made of whole documents, their bodies kept in this process: for tests and fixtures. */
export function contentOf(documents: readonly Document[], revision = 1, log = 'memory'): Content {
  return {
    revision,
    log,
    quarantined: [],
    revoked: [],
    documents: documents.map((document) => withoutBodies(document, holdBody)).sort(inFeedOrder),
  };
}

/** The content with one document put in, or in the place of its published version. */
export function withDraft(content: Content, draft: Document): Content {
  const others = content.documents.filter(
    ({ type, documentId, locale }) =>
      type !== draft.type || documentId !== draft.documentId || locale !== draft.locale,
  );
  return { ...content, documents: [...others, withoutBodies(draft, holdBody)].sort(inFeedOrder) };
}
