import { checkPreviewLink, type Document, type PreviewTarget, type Problem } from '@samleng/shared';
import { loadContent, type Content } from '../content/store.ts';
import { withDraft } from '../content/with-draft.ts';
import { cmsInternalUrl, required } from '../environment.ts';
import type { Refusal } from './messages.ts';
import { fillBlanks } from './fill-blanks.ts';
import { readDraft } from './read-draft.ts';

/** A draft among the published content, ready for the same views as every page. */
export interface Preview {
  readonly content: Content;
  readonly document: Document;
  readonly target: PreviewTarget;
  /** What the CMS would say to its publication. */
  readonly problems: readonly Problem[];
}

/** Opens the preview behind a signed link, or tells why it stays closed. */
export async function openPreview(
  path: { readonly type: string; readonly documentId: string },
  query: URLSearchParams,
  now = new Date(),
): Promise<Preview | Refusal> {
  const secret = required('PUBLISH_SECRET');
  const target = await checkPreviewLink(secret, path, query, now.getTime());
  if (typeof target === 'string') return { refusal: target, detail: '' };
  const draft = await readDraft(cmsInternalUrl(), secret, target);
  if ('failure' in draft) return { refusal: draft.failure, detail: draft.detail };
  const document = fillBlanks(draft.document, target, now);
  return { content: withDraft(loadContent(), document), document, target, problems: draft.problems };
}
