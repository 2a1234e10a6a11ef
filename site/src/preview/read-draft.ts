import { draftRequest, type PreviewTarget, type Problem } from '@samleng/shared';
import { reasonOf } from '../content/retry.ts';

/** The CMS has this long to answer. Milliseconds. */
const patience = 15_000;

/** A draft as the CMS holds it; it may break the contract in every way. */
export interface Draft {
  readonly document: unknown;
  /** What stands between the draft and its publication. */
  readonly problems: readonly Problem[];
}

/** Why there is no draft, and a word for whoever runs the server. */
export interface NoDraft {
  readonly failure: 'not-found' | 'cms-refuses' | 'cms-down';
  readonly detail: string;
}

/** Asks the CMS for a draft. An editor waits for it, so it is asked once. */
export async function readDraft(
  cmsUrl: string,
  secret: string,
  target: PreviewTarget,
): Promise<Draft | NoDraft> {
  const { path, headers } = await draftRequest(secret, target);
  try {
    const response = await fetch(cmsUrl + path, { headers, signal: AbortSignal.timeout(patience) });
    const detail = `${cmsUrl} answered ${response.status}.`;
    if (response.status === 404) return { failure: 'not-found', detail };
    if (response.status === 401 || response.status === 403) return { failure: 'cms-refuses', detail };
    if (!response.ok) return { failure: 'cms-down', detail };
    const { document, problems = [] } = (await response.json()) as Draft;
    return { document, problems };
  } catch (error) {
    return { failure: 'cms-down', detail: `${cmsUrl} could not be reached: ${reasonOf(error)}.` };
  }
}
