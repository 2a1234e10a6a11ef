import { type ContentType, contentTypes } from '@samleng/shared';

/** How many documents of each type a corpus holds. */
export type CorpusPlan = Readonly<Record<ContentType, number>>;

/** The topic that the benchmark renames, and on how many articles of a full corpus it stands. */
export const benchTopic = { slug: 'bench-topic', number: 0, articles: 250, fullCorpus: 5000 } as const;

/** Fewer than this cannot hold every type. */
export const leastDocuments = 30;

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, Math.round(value)));

/** The mix of a newsroom: mostly articles, written by some sixty people on two dozen topics. */
export function planCorpus(documents: number): CorpusPlan {
  if (!Number.isInteger(documents) || documents < leastDocuments)
    throw new RangeError(`A corpus has at least ${leastDocuments} documents, not ${documents}.`);
  const few: Omit<CorpusPlan, 'article'> = {
    'site-settings': 1,
    topic: clamp(documents * 0.01, 3, 24),
    organisation: clamp(documents * 0.01, 2, 40),
    person: clamp(documents * 0.02, 3, 60),
    'union-leader': clamp(documents * 0.01, 2, 40),
    programme: clamp(documents * 0.02, 2, 80),
    interview: clamp(documents * 0.09, 2, documents),
    page: clamp(documents * 0.001, 1, 6),
  };
  const others = Object.values(few).reduce((sum, count) => sum + count, 0);
  return { ...few, article: documents - others };
}

/** Tells whether an article is one of those on the benchmark's topic, spread evenly over all years. */
export function isOnBenchTopic(plan: CorpusPlan, article: number): boolean {
  const documents = contentTypes.reduce((sum, type) => sum + plan[type], 0);
  const share = Math.min(1, documents / benchTopic.fullCorpus);
  const wanted = Math.max(1, Math.round(benchTopic.articles * share));
  const before = (count: number) => Math.floor((count * wanted) / plan.article);
  return before(article + 1) > before(article);
}

/** A document's id; padded, so that ids sort as their numbers do. */
export function idOf(type: ContentType, number: number): string {
  return `bench-${type}-${String(number).padStart(6, '0')}`;
}
