import { contentTypes, type ContentType, type Locale, locales } from '@samleng/shared';
import fc from 'fast-check';

/** What may happen to what is published. Numbers choose among what there is when it happens. */
export interface Change {
  readonly act:
    | 'edit' // one field of a document
    | 'republish' // the same again
    | 'create'
    | 'translate'
    | 'withdraw' // in one language
    | 'remove' // in all languages
    | 'return' // what was withdrawn or removed is published again
    | 'exchange'; // two documents of a type take each other's slug
  readonly type: ContentType;
  readonly locale: Locale;
  readonly which: number;
  readonly field: number;
  readonly choice: number;
  readonly word: string;
}

/** What a publisher sees at one look: some changes, and what becomes of the tree it was given for them. */
export interface Step {
  readonly changes: readonly Change[];
  /** The publisher may turn a tree down, and a renderer may be killed in the middle of its work. */
  readonly mishap: 'none' | 'turned down' | 'killed';
}

const weighted = <T>(weights: readonly (readonly [number, T])[]) =>
  fc.oneof(...weights.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

const change: fc.Arbitrary<Change> = fc.record({
  act: weighted<Change['act']>([
    [24, 'edit'],
    [1, 'republish'],
    [4, 'create'],
    [2, 'translate'],
    [4, 'withdraw'],
    [3, 'remove'],
    [5, 'return'],
    [1, 'exchange'],
  ]),
  type: fc.oneof(
    { weight: 5, arbitrary: fc.constant<ContentType>('article') },
    { weight: 13, arbitrary: fc.constantFrom(...contentTypes) },
  ),
  locale: fc.constantFrom<Locale>(...locales),
  which: fc.nat(9999),
  field: fc.nat(9999),
  choice: fc.nat(9999),
  word: fc.stringMatching(/^[a-z]{3,8}$/),
});

const changes = fc.array(change, { minLength: 1, maxLength: 4, size: 'max' });

const mishap = weighted<Step['mishap']>([
  [60, 'none'],
  [4, 'turned down'],
  [2, 'killed'],
]);

/** Some steps in a row. Shorter and simpler ones come first when one that fails is made smaller. */
export const randomSteps: fc.Arbitrary<Step[]> = fc.array(fc.record({ changes, mishap }), {
  minLength: 1,
  maxLength: 30,
  size: 'max',
});
