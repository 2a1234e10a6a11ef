import { describe, expect, test } from 'vitest';
import { FeedLineError, parseFeedLine } from '../src/feed.ts';
import { copyOf, examples } from './support.ts';

const trailer = { type: 'trailer', revision: 7, count: 2, log: 'a1b2', settled: true };
const tombstone = { type: 'tombstone', of: 'article', documentId: 'example-article-full', locale: 'km' };

describe('a line of the feed', () => {
  test('may be any curated document, and comes out as it went in', () => {
    for (const { documents } of examples) {
      for (const document of documents) expect(parseFeedLine(JSON.stringify(document))).toEqual(document);
    }
  });

  test('may be a tombstone or the trailer', () => {
    expect(parseFeedLine(JSON.stringify(tombstone))).toEqual(tombstone);
    expect(parseFeedLine(JSON.stringify(trailer))).toEqual(trailer);
  });

  test.each([
    ['cut short', JSON.stringify(trailer).slice(0, -3), /not JSON/],
    ['empty', '', /not JSON/],
    ['no document', '42', /unknown type "undefined"/],
    ['of a type that nobody knows', '{"type":"poem"}', /unknown type "poem"/],
    ['a tombstone of nothing', JSON.stringify({ ...tombstone, of: 'poem' }), /tombstone .*: of: /],
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
