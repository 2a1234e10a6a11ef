import { z } from 'zod';
import { contentTypes } from './content-types.ts';
import { locales } from './locales.ts';
import { isSigned, sign } from './signature.ts';

/** What happened to what the public may see. */
export const changes = ['published', 'unpublished', 'deleted', 'media'] as const;

/** One row of the publication log, as the hook carries it. Only a hint: the log is the truth. */
export const publishEvent = z.object({
  event: z.literal('publication'),
  revision: z.number().int().positive(),
  log: z.string().min(1),
  type: z.enum(contentTypes),
  documentId: z.string().min(1),
  locale: z.enum(locales),
  change: z.enum(changes),
});

export type PublishEvent = z.infer<typeof publishEvent>;

/** The publisher's endpoint, and the headers of a signed hook. */
export const hookPath = '/hooks/publish';
export const hookHeaders = {
  timestamp: 'x-samleng-timestamp',
  delivery: 'x-samleng-delivery',
  signature: 'x-samleng-signature',
} as const;

/** A hook older or newer than this is refused. Milliseconds. */
export const hookTolerance = 5 * 60_000;

/**
 * The headers that sign a hook.
 * @param body the exact bytes that are sent.
 * @param now milliseconds since 1970; the receiver compares it with its own clock.
 */
export async function signHook(
  secret: string,
  body: string,
  now = Date.now(),
  delivery: string = crypto.randomUUID(),
): Promise<Record<string, string>> {
  return {
    [hookHeaders.timestamp]: String(now),
    [hookHeaders.delivery]: delivery,
    [hookHeaders.signature]: await sign(secret, 'publish-hook', [String(now), delivery, body]),
  };
}

export type HookVerdict = 'ok' | 'unsigned' | 'expired';

/** Checks signature and age of a hook. Remembering deliveries, to refuse replays, is the receiver's part. */
export async function checkHook(
  secret: string,
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
  now = Date.now(),
): Promise<HookVerdict> {
  const timestamp = headers[hookHeaders.timestamp] ?? '';
  const delivery = headers[hookHeaders.delivery] ?? '';
  const signature = headers[hookHeaders.signature] ?? '';
  if (!delivery || !(await isSigned(secret, 'publish-hook', [timestamp, delivery, body], signature)))
    return 'unsigned';
  return Math.abs(now - Number(timestamp)) <= hookTolerance ? 'ok' : 'expired';
}
