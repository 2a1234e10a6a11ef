import { type ContentType, contentTypes, type Locale, locales } from '@samleng/shared';
import fc from 'fast-check';

/**
 * One thing that an editor does. Numbers choose among what there is when it is done (a document, a
 * field, a picture), so that every edit means something in every state of the CMS.
 */
export interface Edit {
  readonly act: 'create' | 'write' | 'translate' | 'publish' | 'unpublish' | 'delete' | 'discard' | 'relate';
  readonly type: ContentType;
  readonly locale: Locale;
  /** Which of the documents of the type. */
  readonly which: number;
  /** Which of its fields, and which of the values that a field may choose from. */
  readonly field: number;
  readonly choice: number;
  readonly word: string;
  /** Whether what was written is published at once. */
  readonly publish: boolean;
}

/** All types, those that many others show more often than the settings. */
const types = fc.oneof(
  { weight: 6, arbitrary: fc.constant<ContentType>('article') },
  { weight: 20, arbitrary: fc.constantFrom(...contentTypes.filter((type) => type !== 'site-settings')) },
  { weight: 1, arbitrary: fc.constant<ContentType>('site-settings') },
);

/** As many documents come as go, so that a long run neither empties nor floods the CMS. */
const acts = fc.oneof(
  { weight: 9, arbitrary: fc.constant<Edit['act']>('write') },
  { weight: 3, arbitrary: fc.constant<Edit['act']>('publish') },
  { weight: 3, arbitrary: fc.constant<Edit['act']>('unpublish') },
  { weight: 3, arbitrary: fc.constant<Edit['act']>('delete') },
  { weight: 3, arbitrary: fc.constant<Edit['act']>('create') },
  { weight: 2, arbitrary: fc.constant<Edit['act']>('translate') },
  { weight: 2, arbitrary: fc.constant<Edit['act']>('discard') },
  { weight: 3, arbitrary: fc.constant<Edit['act']>('relate') },
);

export const randomEdit: fc.Arbitrary<Edit> = fc.record({
  act: acts,
  type: types,
  locale: fc.constantFrom<Locale>(...locales),
  which: fc.nat(9999),
  field: fc.nat(9999),
  choice: fc.nat(9999),
  word: fc.stringMatching(/^[a-z]{4,9}$/),
  publish: fc.integer({ min: 0, max: 9 }).map((dice) => dice < 9),
});

/** Exactly so many values of an arbitrary; the same for the same seed. */
export function drawn<T>(arbitrary: fc.Arbitrary<T>, count: number, seed: number): T[] {
  const list = fc.array(arbitrary, { minLength: count, maxLength: count, size: 'max' });
  return fc.sample(list, { numRuns: 1, seed })[0] ?? [];
}
