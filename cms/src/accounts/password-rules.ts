import type { Localised } from '@samleng/shared';
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { ZxcvbnFactory as Strength } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** Characters. */
export const shortestPassword = 12;

/** Of 0 to 4: more than 10^10 tries, for who has stolen the database. “Samleng-2026!” has 3. */
const leastScore = 4;

/** What is in every password list for this house. */
const ours = ['samleng', 'សំឡេង', 'cambodia', 'khmer', 'strapi', 'admin'];

let strength: ZxcvbnFactory | undefined;

/**
 * Why a password is too weak, in both languages, to follow "The password …"; undefined when it holds.
 * @param personal words that others know of its owner: name, e-mail address.
 */
export function weaknessOf(
  password: string,
  personal: readonly string[] = [],
): Localised<string> | undefined {
  // By characters as people count them; a Khmer syllable may be several.
  if (Array.from(password).length < shortestPassword)
    return {
      en: `has fewer than ${shortestPassword} characters`,
      km: `មានតិចជាង ${shortestPassword} តួអក្សរ`,
    };
  if (!/\p{L}/u.test(password) || !/[^\p{L}]/u.test(password))
    return {
      en: 'has only letters, or none; use letters with digits or signs',
      km: 'មានតែអក្សរ ឬគ្មានអក្សរសោះ សូមប្រើអក្សរជាមួយលេខ ឬសញ្ញា',
    };
  if (new Set(password).size < 6) return { en: 'repeats too few characters', km: 'ប្រើតួអក្សរដដែលៗច្រើនពេក' };
  strength ??= new Strength({ dictionary, graphs: adjacencyGraphs });
  const known = [...ours, ...personal.flatMap((words) => [words, ...words.split(/[\s@.]+/)])];
  if (strength.check(password.slice(0, 100), known.filter(Boolean)).score < leastScore)
    return {
      en: 'is made of words or sequences that are tried first; use several words that do not belong together',
      km: 'ផ្សំពីពាក្យ ឬលំដាប់ដែលគេស្មានបានងាយ សូមប្រើពាក្យច្រើនដែលមិនទាក់ទងគ្នា',
    };
  return undefined;
}
