import { hookPath, publishEvent } from '@samleng/shared';

/** A person's request to publish now, signed like a hook: `{"event":"redeploy"}`, with `"force":true` past a guard. */
export const redeployPath = '/hooks/redeploy';
/** `{"event":"rollback","release":id}` shows readers that release and holds there; `{"event":"rollback-end"}` goes on. */
export const rollbackPath = '/hooks/rollback';

export const hookPaths: readonly string[] = [hookPath, redeployPath, rollbackPath];

/** What a signed hook asks for, with the line that the log gets. */
export type Order = Told &
  (
    | { readonly kind: 'publication'; readonly hint: { readonly revision: number; readonly log: string } }
    | { readonly kind: 'redeploy'; readonly overGuard: boolean }
    | { readonly kind: 'rollback'; readonly release?: string }
    | { readonly kind: 'rollback-end' }
  );

interface Told {
  readonly line: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** A release's name; it becomes a folder's name, so nothing else may pass. */
const releaseForm = /^\w[\w-]{0,99}$/;

/**
 * Reads the body of a hook.
 * @param path which of `hookPaths` it came to.
 * @returns undefined when it says nothing that this path takes.
 */
export function toOrder(path: string, body: string): Order | undefined {
  const value = parse(body);
  if (path === hookPath) return toPublication(value);
  if (path === redeployPath && value['event'] === 'redeploy') {
    const overGuard = value['force'] === true;
    return { kind: 'redeploy', overGuard, line: `Redeploy asked for${overGuard ? ', past any guard' : ''}.` };
  }
  if (path === rollbackPath && value['event'] === 'rollback-end')
    return { kind: 'rollback-end', line: 'The end of the rollback was asked for.' };
  if (path === rollbackPath && value['event'] === 'rollback') {
    const { release } = value;
    if (release === undefined) return { kind: 'rollback', line: 'Rollback asked for.' };
    if (typeof release === 'string' && releaseForm.test(release))
      return { kind: 'rollback', release, line: `Rollback to ${release} asked for.`, fields: { release } };
  }
  return undefined;
}

function toPublication(value: unknown): Order | undefined {
  const event = publishEvent.safeParse(value).data;
  if (!event) return undefined;
  const { event: _name, ...fields } = event;
  const { type, documentId, locale, change, revision, log } = event;
  const line = `Hook: ${type} ${documentId} ${locale} ${change}, revision ${revision}.`;
  return { kind: 'publication', hint: { revision, log }, line, fields };
}

/** The object that a text holds; an empty one when it holds anything else. */
function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
