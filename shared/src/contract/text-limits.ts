import { problemOf, type Problem } from './problems.ts';

/**
 * How long a text may be when it is saved, in characters (UTF-16 code units: a Khmer letter and each of
 * its signs is one, an emoji two). Twenty times what anybody has written so far, and little enough that
 * no single text keeps a server from its other work.
 */
export const textLimits = {
  /** An address within the site. */
  slug: 80,
  /** One line: a title, a name, a headline. */
  line: 255,
  /** A few sentences: a summary, a question, an alternative text, a caption; also an address on the web. */
  text: 5000,
  /** What somebody answers to one question. */
  answer: 20_000,
  /** A whole piece: an article, a biography, an introduction. */
  markdown: 50_000,
} as const;

/** The types of Strapi that hold what somebody types. */
const kinds: Readonly<Record<string, keyof typeof textLimits>> = {
  string: 'line',
  text: 'text',
  richtext: 'markdown',
};

/**
 * The limit of a field.
 * @param type what its schema calls it.
 * @returns undefined for a field that holds no text.
 */
export function textLimit(field: string, type: string): number | undefined {
  const kind = kinds[type];
  if (kind === undefined) return undefined;
  return textLimits[field === 'slug' || field === 'answer' ? field : kind];
}

/** Tells an editor that a text is too long, by how much, and that it is still there. */
export function tooLong(path: Problem['path'], length: number, limit: number): Problem {
  const [has, fits] = [length, limit].map((count) => count.toLocaleString('en'));
  return problemOf(path, {
    en: `This text has ${has} characters; at most ${fits} fit here. Shorten it, then save again: what you typed is still in the form.`,
    km: `អត្ថបទនេះមាន ${has} តួអក្សរ ប៉ុន្តែទីនេះដាក់បានច្រើនបំផុតត្រឹម ${fits}។ សូមកាត់វាឱ្យខ្លី រួចរក្សាទុកម្តងទៀត៖ អ្វីដែលអ្នកបានវាយនៅតែមាននៅក្នុងទម្រង់។`,
  });
}
