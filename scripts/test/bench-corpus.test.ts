import { describe, expect, it } from 'vitest';
import { contentTypes, contracts, type Document, parseFeedLine } from '@samleng/shared';
import { makeCorpus } from '../src/bench/corpus.ts';
import { benchTopic, idOf, planCorpus } from '../src/bench/corpus-plan.ts';

const corpus = makeCorpus({ documents: 400, seed: 7 });

describe('The corpus of the benchmark', () => {
  it('keeps the contract in every document', () => {
    for (const document of corpus) expect(parseFeedLine(JSON.stringify(document))).toEqual(document);
  });

  it('is the same whenever it is made from the same seed, and another from another', () => {
    expect(makeCorpus({ documents: 400, seed: 7 })).toEqual(corpus);
    expect(makeCorpus({ documents: 400, seed: 8 })).not.toEqual(corpus);
  });

  it('holds as many documents as were ordered, each in both languages', () => {
    expect(new Set(corpus.map(({ documentId }) => documentId)).size).toBe(400);
    expect(corpus.filter(({ locale }) => locale === 'km')).toHaveLength(400);
    for (const documents of [30, 40, 500, 5000, 20_000]) {
      const plan = planCorpus(documents);
      expect(contentTypes.reduce((sum, type) => sum + plan[type], 0)).toBe(documents);
      expect(Math.min(...Object.values(plan))).toBeGreaterThan(0);
    }
  });

  it('comes in the order of the feed', () => {
    const keyOf = ({ type, documentId, locale }: Document) =>
      `${contentTypes.indexOf(type)} ${documentId} ${locale}`;
    const keys = corpus.map(keyOf);
    expect(keys).toEqual([...keys].sort());
  });

  it('names only documents that exist, and none twice in one field', () => {
    const ids = new Set(corpus.map(({ type, documentId }) => `${type} ${documentId}`));
    for (const document of corpus) {
      for (const [field, target] of Object.entries(contracts[document.type].references)) {
        const named = [(document as Record<string, unknown>)[field]].flat().filter((id) => id !== null);
        expect(named.filter((id) => !ids.has(`${target} ${String(id)}`))).toEqual([]);
        expect(new Set(named).size).toBe(named.length);
      }
    }
  });

  it('says the same in both languages where the contract wants it', () => {
    for (let at = 0; at < corpus.length; at += 2) {
      const [en, km] = corpus.slice(at, at + 2) as unknown as [
        Record<string, unknown>,
        Record<string, unknown>,
      ];
      const { shared } = contracts[en['type'] as Document['type']];
      for (const field of shared)
        expect(km[field], `${String(en['documentId'])} ${field}`).toEqual(en[field]);
    }
  });

  it('gives no two documents of a type one address', () => {
    const addresses = corpus.flatMap((d) => ('slug' in d ? [`${d.type} ${d.locale} ${d.slug}`] : []));
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('puts the measured topic on 250 articles once there are 5,000 documents', () => {
    const big = makeCorpus({ documents: 5000, seed: 1 });
    const on = big.filter((d) => 'topics' in d && d.topics.includes(idOf('topic', benchTopic.number)));
    expect(on.filter(({ locale }) => locale === 'en')).toHaveLength(250);
    expect(on).toHaveLength(500);
    expect(new Set(on.map(({ type }) => type))).toEqual(new Set(['article']));
  });

  it('writes texts of about 6 KB in either language', () => {
    for (const locale of ['en', 'km'] as const) {
      const lengths = corpus.flatMap((d) =>
        d.type === 'article' && d.locale === locale ? [Buffer.byteLength(d.body)] : [],
      );
      const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
      expect(mean).toBeGreaterThan(5800);
      expect(mean).toBeLessThan(7200);
    }
  });

  it('refuses to be smaller than its types', () => {
    expect(() => makeCorpus({ documents: 3, seed: 1 })).toThrow(/at least 30/);
  });
});
