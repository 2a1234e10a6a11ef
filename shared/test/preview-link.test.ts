import { describe, expect, test } from 'vitest';
import { checkPreviewLink, draftRequest, isDraftRequest, previewLink } from '../src/preview-link.ts';

const secret = 'a secret of more than thirty-two characters';
const now = Date.parse('2026-10-01T01:00:00.000Z');
const target = {
  type: 'article',
  documentId: 'example-article-full',
  locale: 'km',
  status: 'draft',
  expires: now + 1000,
} as const;
const path = { type: target.type, documentId: target.documentId };

async function queryOf(link: Promise<string>): Promise<URLSearchParams> {
  return new URL(await link, 'http://localhost').searchParams;
}

describe('a preview link', () => {
  test('leads to the document it was signed for, until it expires', async () => {
    const link = previewLink(secret, target);
    expect(await link).toMatch(/^\/preview\/article\/example-article-full\/\?/);
    const query = await queryOf(link);
    expect(await checkPreviewLink(secret, path, query, now)).toEqual(target);
    expect(await checkPreviewLink(secret, path, query, target.expires)).toEqual(target);
    expect(await checkPreviewLink(secret, path, query, target.expires + 1)).toBe('expired');
  });

  test.each([
    ['locale', 'en'],
    ['status', 'published'],
    ['expires', String(target.expires + 60_000)],
    ['signature', '0'.repeat(64)],
    ['signature', ''],
  ])('is refused with another %s (%j)', async (name, value) => {
    const query = await queryOf(previewLink(secret, target));
    query.set(name, value);
    expect(await checkPreviewLink(secret, path, query, now)).toBe('unsigned');
  });

  test('opens no other document, whatever its query says', async () => {
    const query = await queryOf(previewLink(secret, target));
    const other = { ...path, documentId: 'example-article-minimal' };
    expect(await checkPreviewLink(secret, other, query, now)).toBe('unsigned');
    query.set('documentId', target.documentId);
    expect(await checkPreviewLink(secret, other, query, now)).toBe('unsigned');
    expect(await checkPreviewLink(secret, { ...path, type: 'page' }, query, now)).toBe('unsigned');
  });

  test('is malformed in a language or of a type that we do not have', async () => {
    const query = await queryOf(previewLink(secret, target));
    expect(await checkPreviewLink(secret, { ...path, type: 'poem' }, query, now)).toBe('malformed');
    query.set('locale', 'fr');
    expect(await checkPreviewLink(secret, path, query, now)).toBe('malformed');
  });
});

describe('a request for a draft', () => {
  const { expires: _, ...wanted } = target;

  test('is allowed for a minute, for the draft it names', async () => {
    const { path: address, headers } = await draftRequest(secret, target, now);
    expect(address).toBe('/api/preview/article/example-article-full?locale=km&status=draft');
    expect(await isDraftRequest(secret, wanted, headers, now + 60_000)).toBe(true);
    expect(await isDraftRequest(secret, wanted, headers, now + 60_001)).toBe(false);
    expect(await isDraftRequest(secret, { ...wanted, locale: 'en' }, headers, now)).toBe(false);
    expect(await isDraftRequest(secret, { ...wanted, documentId: 'another' }, headers, now)).toBe(false);
  });

  test('is not allowed by a preview link’s signature, or by none', async () => {
    const query = await queryOf(previewLink(secret, { ...target, expires: now }));
    const borrowed = {
      'x-samleng-timestamp': String(now),
      'x-samleng-signature': query.get('signature') ?? '',
    };
    expect(await isDraftRequest(secret, wanted, borrowed, now)).toBe(false);
    expect(await isDraftRequest(secret, wanted, {}, now)).toBe(false);
  });
});
