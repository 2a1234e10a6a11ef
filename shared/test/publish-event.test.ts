import { describe, expect, test } from 'vitest';
import { checkHook, hookHeaders, hookTolerance, publishEvent, signHook } from '../src/publish-event.ts';
import { isSigned, sign } from '../src/signature.ts';

const secret = 'a secret of more than thirty-two characters';
const otherSecret = 'another secret of more than thirty-two characters';
const body = '{"event":"publication","revision":7}';
const now = Date.parse('2026-10-01T01:00:00.000Z');

describe('a publish hook', () => {
  test('is accepted as it was signed, until it is too old or comes from the future', async () => {
    const headers = await signHook(secret, body, now);
    expect(await checkHook(secret, headers, body, now)).toBe('ok');
    expect(await checkHook(secret, headers, body, now + hookTolerance)).toBe('ok');
    expect(await checkHook(secret, headers, body, now + hookTolerance + 1)).toBe('expired');
    expect(await checkHook(secret, headers, body, now - hookTolerance - 1)).toBe('expired');
  });

  test('is refused when body, time, delivery, signature or secret are others', async () => {
    const headers = await signHook(secret, body, now, 'delivery-1');
    const { timestamp, delivery, signature } = hookHeaders;
    expect(await checkHook(secret, headers, body.replace('7', '8'), now)).toBe('unsigned');
    expect(await checkHook(secret, { ...headers, [timestamp]: String(now + 1) }, body, now)).toBe('unsigned');
    expect(await checkHook(secret, { ...headers, [delivery]: 'delivery-2' }, body, now)).toBe('unsigned');
    expect(await checkHook(secret, { ...headers, [signature]: '0'.repeat(64) }, body, now)).toBe('unsigned');
    expect(await checkHook(otherSecret, headers, body, now)).toBe('unsigned');
  });

  test.each(Object.values(hookHeaders))('is refused without %s', async (name) => {
    const headers = await signHook(secret, body, now);
    expect(await checkHook(secret, { ...headers, [name]: undefined }, body, now)).toBe('unsigned');
  });

  test('gives every delivery a name of its own', async () => {
    const [first, second] = [await signHook(secret, body, now), await signHook(secret, body, now)];
    expect(first[hookHeaders.delivery]).not.toBe(second[hookHeaders.delivery]);
  });
});

describe('a signature', () => {
  test('holds for one purpose and for parts in one order', async () => {
    const signature = await sign(secret, 'preview-link', ['a', 'b']);
    expect(await isSigned(secret, 'preview-link', ['a', 'b'], signature)).toBe(true);
    expect(await isSigned(secret, 'preview-read', ['a', 'b'], signature)).toBe(false);
    expect(await isSigned(secret, 'preview-link', ['b', 'a'], signature)).toBe(false);
    expect(await isSigned(secret, 'preview-link', ['ab'], signature)).toBe(false);
  });

  test.each(['', 'zz', 'A'.repeat(64), '0'.repeat(63)])('%j is simply not ours', async (signature) => {
    expect(await isSigned(secret, 'publish-hook', [body], signature)).toBe(false);
  });

  test('is never made with a short secret', async () => {
    await expect(sign('short', 'publish-hook', [body])).rejects.toThrow(/PUBLISH_SECRET is shorter than 32/);
  });
});

describe('a publish event', () => {
  const event = {
    event: 'publication',
    revision: 7,
    log: 'a1b2',
    type: 'article',
    documentId: 'example-article-full',
    locale: 'km',
    change: 'unpublished',
  };

  test('names one row of the log', () => expect(publishEvent.parse(event)).toEqual(event));

  test.each([{ revision: 0 }, { locale: 'fr' }, { change: 'edited' }, { type: 'poem' }, { event: 'ping' }])(
    'is none with %j',
    (change) => expect(publishEvent.safeParse({ ...event, ...change }).success).toBe(false),
  );
});
