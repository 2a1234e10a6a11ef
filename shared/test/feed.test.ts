import { describe, expect, test } from 'vitest';
import { FeedLineError, isDocument, keptRevocations, newestRevocations, parseFeedLine } from '../src/feed.ts';
import { copyOf, examples } from './support.ts';

const trailer = { type: 'trailer', revision: 7, count: 2, log: 'a1b2', settled: true };
const revocation = { type: 'revocation', path: '/en/articles/gone/', revision: 3 };
const tombstone = { type: 'tombstone', of: 'article', documentId: 'example-article-full', locale: 'km' };

describe('a line of the feed', () => {
  test('may be any curated document, and comes out as it went in', () => {
    for (const { documents } of examples) {
      for (const document of documents) expect(parseFeedLine(JSON.stringify(document))).toEqual(document);
    }
  });

  test('may be a tombstone, a revocation or the trailer', () => {
    expect(parseFeedLine(JSON.stringify(tombstone))).toEqual(tombstone);
    expect(parseFeedLine(JSON.stringify(revocation))).toEqual(revocation);
    expect([tombstone, revocation, trailer].map((line) => isDocument(line as never))).toEqual([
      false,
      false,
      false,
    ]);
    expect(parseFeedLine(JSON.stringify(trailer))).toEqual(trailer);
  });

  test.each([
    ['cut short', JSON.stringify(trailer).slice(0, -3), /not JSON/],
    ['empty', '', /not JSON/],
    ['no document', '42', /unknown type "undefined"/],
    ['of a type that nobody knows', '{"type":"poem"}', /unknown type "poem"/],
    ['a tombstone of nothing', JSON.stringify({ ...tombstone, of: 'poem' }), /tombstone .*: of: /],
    ['a revocation of no page', JSON.stringify({ ...revocation, path: 'gone' }), /revocation .*path: /],
    ['a trailer that counts backwards', JSON.stringify({ ...trailer, count: -1 }), /trailer .*: count: /],
    ['a trailer without its log', JSON.stringify({ ...trailer, log: '' }), /trailer .*: log: /],
  ])('is refused when it is %s', (_, line, reason) => {
    expect(() => parseFeedLine(line)).toThrow(FeedLineError);
    expect(() => parseFeedLine(line)).toThrow(reason);
  });

  test('that breaks its contract is refused by document, language and field', () => {
    const { summary: _, ...broken } = { ...copyOf('article', 'full'), title: ' ' };
    const parse = () => parseFeedLine(JSON.stringify(broken));
    expect(parse).toThrow(/article example-article-full en breaks the contract/);
    expect(parse).toThrow(/title: /);
    expect(parse).toThrow(/summary: /);
  });

  test('never carries what was agreed in a consent', () => {
    const leader = copyOf('union-leader', 'full');
    const leaking = { ...leader, consent: { ...leader.consent, scope: 'private words' } };
    expect(JSON.stringify(parseFeedLine(JSON.stringify(leaking)))).not.toContain('private words');
  });
});

describe('the revocations that are remembered', () => {
  const at = (revision: number, path = `/en/${revision}/`) =>
    ({ type: 'revocation', path, revision }) as const;

  test('name each page once, by the latest number, the newest first', () => {
    const found = newestRevocations([at(1, '/en/a/'), at(3, '/en/a/'), at(2, '/en/a/'), at(2, '/en/b/')]);
    expect(found).toEqual([at(3, '/en/a/'), at(2, '/en/b/')]);
  });

  test('are bounded, and the same whether they come in one go or one by one', () => {
    const all = Array.from({ length: keptRevocations + 3 }, (_, index) => at(index + 1));
    const whole = newestRevocations(all);
    expect([whole.length, whole.at(-1)]).toEqual([keptRevocations, at(4)]);
    expect(newestRevocations([...newestRevocations(all.slice(0, -2)), ...all.slice(-2)])).toEqual(whole);
  });
});
