import { z } from 'zod';
import { contentTypes } from './content-types.ts';
import { locales } from './locales.ts';
import { previewPath } from './routes.ts';
import { isSigned, sign } from './signature.ts';

/** How long a preview link works. Milliseconds. */
export const previewLifetime = 60 * 60_000;

/** Which version of which document a preview shows. */
export const previewTarget = z.object({
  type: z.enum(contentTypes),
  documentId: z.string().min(1),
  locale: z.enum(locales),
  status: z.enum(['draft', 'published']),
  /** Milliseconds since 1970. */
  expires: z.coerce.number().int(),
});

export type PreviewTarget = z.infer<typeof previewTarget>;

function parts(target: PreviewTarget): string[] {
  return [target.type, target.documentId, target.locale, target.status, String(target.expires)];
}

/** The path and query of a signed preview link. */
export async function previewLink(secret: string, target: PreviewTarget): Promise<string> {
  const query = new URLSearchParams({
    locale: target.locale,
    status: target.status,
    expires: String(target.expires),
    signature: await sign(secret, 'preview-link', parts(target)),
  });
  return `${previewPath(target.type, target.documentId)}?${query}`;
}

/** Checks a preview link. Returns its target, or why it does not open. */
export async function checkPreviewLink(
  secret: string,
  path: { type: string; documentId: string },
  query: URLSearchParams,
  now = Date.now(),
): Promise<PreviewTarget | 'malformed' | 'unsigned' | 'expired'> {
  const parsed = previewTarget.safeParse({ ...Object.fromEntries(query), ...path });
  if (!parsed.success) return 'malformed';
  const target = parsed.data;
  if (!(await isSigned(secret, 'preview-link', parts(target), query.get('signature') ?? '')))
    return 'unsigned';
  return now <= target.expires ? target : 'expired';
}

/**
 * The path of the CMS that answers one draft, and the headers that allow reading it. Tokens of the
 * site can never read drafts; only who holds the secret can.
 */
export async function draftRequest(
  secret: string,
  target: PreviewTarget,
  now = Date.now(),
): Promise<{ path: string; headers: Record<string, string> }> {
  const query = new URLSearchParams({ locale: target.locale, status: target.status });
  return {
    path: `/api/preview/${target.type}/${encodeURIComponent(target.documentId)}?${query}`,
    headers: {
      'x-samleng-timestamp': String(now),
      'x-samleng-signature': await sign(secret, 'preview-read', [...parts({ ...target, expires: now })]),
    },
  };
}

/** Checks a request made by `draftRequest`; it is good for one minute. */
export async function isDraftRequest(
  secret: string,
  target: Omit<PreviewTarget, 'expires'>,
  headers: Readonly<Record<string, string | undefined>>,
  now = Date.now(),
): Promise<boolean> {
  const sent = Number(headers['x-samleng-timestamp']);
  if (!Number.isFinite(sent) || Math.abs(now - sent) > 60_000) return false;
  const signed = parts({ ...target, expires: sent });
  return isSigned(secret, 'preview-read', signed, headers['x-samleng-signature'] ?? '');
}
