import { documentPath, type Document } from '@samleng/shared';
import type { PageError } from './page-plan.ts';

/** So many versions are put aside in one publish: each hides behind the page that it breaks. */
export const mostAside = 20;

/** Whether a page is about a document, or an older page of it. */
export function isPageOf(path: string, document: Document): boolean {
  return (
    document.type !== 'site-settings' &&
    path.startsWith(documentPath(document.locale, document.type, document.slug))
  );
}

/** The store is at fault, no version. The error comes from the bundle, which has a class of its own. */
export function isMissingBody({ cause }: PageError): boolean {
  return cause instanceof Error && cause.name === 'BodyError';
}

/** Why a version is put aside, for those who published it. */
export function reasonOf(error: PageError): string {
  const [why = ''] = error.message.split('\n', 1);
  return `${why.replace(/\.$/, '')}. Change the document and publish it again.`;
}
