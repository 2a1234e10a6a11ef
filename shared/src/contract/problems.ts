import type { z } from 'zod';
import type { ContentType } from '../content-types.ts';
import type { Localised } from '../locales.ts';
import { contracts, type DocumentOf } from './contracts.ts';
import { fieldLabels } from './labels.ts';

/** Why a document cannot be published: which field, and what the editor can do. */
export interface Problem {
  readonly path: readonly (string | number)[];
  /** A sentence in each language: the field, what is wrong, the remedy. */
  readonly message: Localised<string>;
}

/** Remedies for rules that the shape of a field alone does not explain; `params.remedy` in a contract names them. */
export const remedies: Readonly<Record<string, Localised<string>>> = {
  'alt-is-file-name': {
    en: 'This is the name of a file. Write what the picture shows.',
    km: 'នេះជាឈ្មោះឯកសារ។ សូមសរសេរអ្វីដែលរូបភាពបង្ហាញ។',
  },
  'alt-missing': {
    en: 'A picture in the text has no alternative text. Write what it shows between the square brackets.',
    km: 'រូបភាពមួយក្នុងអត្ថបទគ្មានអត្ថបទពិពណ៌នា។ សូមសរសេរអ្វីដែលវាបង្ហាញនៅចន្លោះតង្កៀប [ ]។',
  },
  'picture-unknown': {
    en: 'A picture in the text is not in the media library: it was deleted, or its address is wrong or leads to another site. Insert it anew from the library, or take it out.',
    km: 'រូបភាពមួយក្នុងអត្ថបទមិនមាននៅក្នុងបណ្ណាល័យមេឌៀទេ៖ វាត្រូវបានលុប ឬអាសយដ្ឋានរបស់វាខុស ឬនាំទៅគេហទំព័រផ្សេង។ សូមបញ្ចូលវាឡើងវិញពីបណ្ណាល័យ ឬដកវាចេញ។',
  },
  'source-without-address': {
    en: 'Give a link or an archived copy, or tick “Not on the web”.',
    km: 'សូមដាក់តំណ ឬតំណក្នុងបណ្ណសារ ឬគូស «គ្មាននៅលើបណ្តាញ»។',
  },
  'source-mark': {
    en: 'A mark like [^2] names the second entry under Sources. One of the marks in this text has no such source: add the source, or correct the number.',
    km: 'សញ្ញាដូចជា [^2] មានន័យថា ប្រភពទីពីរក្នុងបញ្ជីប្រភព។ សញ្ញាមួយក្នុងអត្ថបទនេះគ្មានប្រភពត្រូវគ្នាទេ៖ សូមបន្ថែមប្រភព ឬកែលេខ។',
  },
  'source-mark-explained': {
    en: 'A line in this text explains a mark, like “[^1]: …”. Write that under Sources instead, and keep only the mark in the text.',
    km: 'ក្នុងអត្ថបទនេះមានបន្ទាត់ពន្យល់សញ្ញា ដូចជា «[^1]: …»។ សូមសរសេរវាក្នុងបញ្ជីប្រភពវិញ ហើយទុកតែសញ្ញាក្នុងអត្ថបទ។',
  },
  'source-mark-without-sources': {
    en: 'A mark like [^2] names a source, but there is no list of sources here. Take the mark away and name the source in the text.',
    km: 'សញ្ញាដូចជា [^2] បញ្ជាក់ប្រភព ប៉ុន្តែនៅទីនេះគ្មានបញ្ជីប្រភពទេ។ សូមលុបសញ្ញានោះ ហើយសរសេរឈ្មោះប្រភពក្នុងអត្ថបទ។',
  },
  'public-record-without-source': {
    en: 'Name the public record that this profile rests on, or choose consent given by the person.',
    km: 'សូមបញ្ជាក់ឯកសារសាធារណៈដែលប្រវត្តិរូបនេះផ្អែកលើ ឬជ្រើសការយល់ព្រមពីសាមីខ្លួន។',
  },
  'one-interviewee': {
    en: 'Choose who answers: a person or a union leader, exactly one of the two.',
    km: 'សូមជ្រើសអ្នកឆ្លើយ៖ បុគ្គល ឬមេដឹកនាំសហជីព តែម្នាក់ប៉ុណ្ណោះ។',
  },
  'reserved-slug': {
    en: 'The site uses this address itself. Choose another.',
    km: 'គេហទំព័រប្រើអាសយដ្ឋាននេះរួចហើយ។ សូមជ្រើសអាសយដ្ឋានផ្សេង។',
  },
  slug: {
    en: 'Use small Latin letters, digits and single hyphens, for example “minimum-wage-2026”.',
    km: 'សូមប្រើអក្សរឡាតាំងតូច លេខ និងសញ្ញា - ឧទាហរណ៍ «minimum-wage-2026»។',
  },
  missing: { en: 'Fill in this field.', km: 'សូមបំពេញចន្លោះនេះ។' },
  choice: { en: 'Choose one of the values offered.', km: 'សូមជ្រើសតម្លៃមួយក្នុងបញ្ជី។' },
  address: {
    en: 'Write a full address that starts with https://.',
    km: 'សូមសរសេរអាសយដ្ឋានពេញ ចាប់ផ្តើមដោយ https://។',
  },
  path: {
    en: 'Write a path such as /articles/ or a full address that starts with https://.',
    km: 'សូមសរសេរផ្លូវ ដូចជា /articles/ ឬអាសយដ្ឋានពេញ ចាប់ផ្តើមដោយ https://។',
  },
  date: {
    en: 'Write a year, a month or a day: 2026, 2026-05 or 2026-05-01.',
    km: 'សូមសរសេរឆ្នាំ ខែ ឬថ្ងៃ៖ 2026, 2026-05 ឬ 2026-05-01។',
  },
  picture: {
    en: 'This file is damaged, too large, or no picture that the site can show. Use a JPEG, PNG, WebP, AVIF or GIF.',
    km: 'ឯកសារនេះខូច ធំពេក ឬមិនមែនជារូបភាពដែលគេហទំព័រអាចបង្ហាញ។ សូមប្រើ JPEG, PNG, WebP, AVIF ឬ GIF។',
  },
  year: {
    en: 'Write a date between 1900 and 2100.',
    km: 'សូមសរសេរកាលបរិច្ឆេទចន្លោះឆ្នាំ 1900 និង 2100។',
  },
  'too-deep': {
    en: 'Quotes, lists or signs of emphasis (* _ ~) stand inside one another too deep. Take some away.',
    km: 'សម្រង់ បញ្ជី ឬសញ្ញាសង្កត់ (* _ ~) ស្ថិតក្នុងគ្នាច្រើនថ្នាក់ពេក។ សូមដកចេញខ្លះ។',
  },
  'no-picture': {
    en: 'A picture cannot stand here. Take it away, or put it on a page of its own and link to that.',
    km: 'មិនអាចដាក់រូបភាពនៅទីនេះទេ។ សូមលុបវា ឬដាក់វានៅលើទំព័រមួយ ហើយដាក់តំណទៅទំព័រនោះ។',
  },
  amounts: {
    en: 'Write up to eight different numbers above zero, for example: 5, 10, 25. Put no comma inside a number: 20000.',
    km: 'សូមសរសេរលេខខុសៗគ្នាធំជាងសូន្យ យ៉ាងច្រើនប្រាំបី ឧទាហរណ៍៖ 5, 10, 25។ កុំដាក់សញ្ញាក្បៀសក្នុងលេខ៖ 20000។',
  },
  'form-field': {
    en: 'Write the name as the provider gives it: Latin letters, digits, and the signs - _ . : [ ].',
    km: 'សូមសរសេរឈ្មោះដូចដែលអ្នកផ្តល់សេវាបានឲ្យ៖ អក្សរឡាតាំង លេខ និងសញ្ញា - _ . : [ ]។',
  },
  frequency: {
    en: 'Three fields belong together: the name, the value for once and the value for monthly. Fill in all three, or none.',
    km: 'ចន្លោះបីត្រូវបំពេញជាមួយគ្នា៖ ឈ្មោះ តម្លៃសម្រាប់ម្តង និងតម្លៃសម្រាប់រៀងរាល់ខែ។ សូមបំពេញទាំងបី ឬទុកទទេទាំងបី។',
  },
  'not-khmer': {
    en: 'This is the Khmer version, but nothing here is written in Khmer. Translate it.',
    km: 'នេះជាកំណែភាសាខ្មែរ ប៉ុន្តែនៅទីនេះគ្មានអក្សរខ្មែរទេ។ សូមបកប្រែជាភាសាខ្មែរ។',
  },
  'not-english': {
    en: 'This is the English version, but nothing here is written in English. Translate it.',
    km: 'នេះជាកំណែភាសាអង់គ្លេស ប៉ុន្តែនៅទីនេះគ្មានអក្សរអង់គ្លេសទេ។ សូមបកប្រែជាភាសាអង់គ្លេស។',
  },
  'same-as-other': {
    en: 'This is word for word the text of the other language. Translate it.',
    km: 'អត្ថបទនេះដូចគ្នាមួយម៉ាត់ៗនឹងអត្ថបទភាសាផ្សេង។ សូមបកប្រែវា។',
  },
  range: { en: 'The value is too small or too large.', km: 'តម្លៃតូចពេក ឬធំពេក។' },
  other: { en: 'The value does not fit this field.', km: 'តម្លៃនេះមិនត្រូវនឹងចន្លោះនេះទេ។' },
};

/**
 * Checks a document against the contract of its type.
 * @returns the parsed document, or every problem an editor has to solve.
 */
export function checkDocument<T extends ContentType>(
  type: T,
  value: unknown,
): { ok: true; document: DocumentOf<T> } | { ok: false; problems: Problem[] } {
  const result = contracts[type].schema.safeParse(value);
  if (result.success) return { ok: true, document: result.data as DocumentOf<T> };
  return { ok: false, problems: result.error.issues.map((issue) => toProblem(issue, value)) };
}

/** Makes a problem from a path and the name of a remedy. */
export function problem(path: readonly (string | number)[], remedy: string): Problem {
  return problemOf(path, remedies[remedy] ?? (remedies.other as Localised<string>));
}

/** Makes a problem from a path and what is to be said about the field there. */
export function problemOf(path: Problem['path'], { en, km }: Localised<string>): Problem {
  const field = labelOf(path);
  return { path, message: { en: `${field.en}: ${en}`, km: `${field.km}៖ ${km}` } };
}

function toProblem(issue: z.core.$ZodIssue, document: unknown): Problem {
  const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol');
  return problem(path, remedyOf(issue, path, document));
}

function remedyOf(issue: z.core.$ZodIssue, path: readonly (string | number)[], document: unknown): string {
  const named = issue.code === 'custom' ? issue.params?.remedy : undefined;
  if (typeof named === 'string') return named;
  const field = path.at(-1);
  // What a picture lacks, its file lacks: no editor can fill that in.
  if (field === 'mime' || field === 'width' || field === 'height') return 'picture';
  const value = path.reduce<unknown>(
    (at, part) => (at as Record<string | number, unknown> | null)?.[part],
    document,
  );
  if (value === null || value === undefined || value === '') return 'missing';
  if (Array.isArray(value) && value.length === 0) return 'missing';
  if (typeof value === 'string' && value.trim() === '') return 'missing';
  if (field === 'slug') return 'slug';
  if (field === 'href') return 'path';
  if (issue.code === 'invalid_value') return 'choice';
  if (issue.code === 'invalid_format') return issue.format === 'url' ? 'address' : 'date';
  if (issue.code === 'too_big' || issue.code === 'too_small') return 'range';
  return 'other';
}

/** The names of the fields along a path, `Sources 2 › Link`. */
function labelOf(path: readonly (string | number)[]): Localised<string> {
  const names = (locale: 'en' | 'km') => {
    const words: string[] = [];
    for (const part of path) {
      if (typeof part === 'number') words.push(`${words.pop() ?? ''} ${part + 1}`.trim());
      else words.push(fieldLabels[part]?.[locale] ?? part);
    }
    return words.join(' › ');
  };
  return { en: names('en') || 'Document', km: names('km') || 'ឯកសារ' };
}
