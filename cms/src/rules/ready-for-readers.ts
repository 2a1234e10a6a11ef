import type { Core } from '@strapi/strapi';
import {
  type ContentType,
  contracts,
  fieldLabels,
  type Locale,
  locales,
  problem,
  type Problem,
} from '@samleng/shared';
import type { WireDocument } from '../publication/to-wire';

type Path = Problem['path'];

/** A text that is written once a language, with its place in the document. */
type Text = readonly [path: Path, text: string];

const ownLetter: Readonly<Record<Locale, RegExp>> = { en: /\p{Script=Latin}/u, km: /\p{Script=Khmer}/u };
const remedy: Readonly<Record<Locale, string>> = { en: 'not-english', km: 'not-khmer' };

/**
 * Addresses and tags are Latin in every language. Where the next one begins, the search for an end gives
 * up: each would look at all that follow.
 */
const machineWords = /\]\((?:(?!\]\()[^)\n])*\)|https?:\/\/\S+|<[^<>\n]*>/g;

/**
 * Tells of texts that are not in the language of their document: what “Fill in from another locale”
 * leaves behind. Only what is a sentence is looked at: names of people, organisations and programmes
 * may be Latin in Khmer.
 * @param all the drafts of the document in every language.
 */
export function untranslated(
  type: ContentType,
  document: WireDocument,
  all: readonly WireDocument[],
): Problem[] {
  const locale = locales.find((one) => one === document.locale);
  if (!locale) return [];
  const others = all.filter((one) => one.locale !== locale);
  const theirs = new Set(others.flatMap((other) => longTexts(type, other)).map(([, text]) => text.trim()));
  const foreign = [...titles(type, document), ...longTexts(type, document)].flatMap(([path, text]) => {
    const words = text.replace(machineWords, '');
    return /\p{L}/u.test(words) && !ownLetter[locale].test(words) ? [problem(path, remedy[locale])] : [];
  });
  const named = new Set(foreign.map(({ path }) => path.join()));
  const copied = longTexts(type, document)
    .filter(([path, text]) => theirs.has(text.trim()) && /\p{L}/u.test(text) && !named.has(path.join()))
    .map(([path]) => problem(path, 'same-as-other'));
  return [...foreign, ...copied];
}

/** What a document is called, where that is a sentence and no name. */
function titles(type: ContentType, document: WireDocument): Text[] {
  const fields = type === 'topic' ? ['name'] : ['title', 'headline'];
  return fields.flatMap((field) => toText([field], document[field]));
}

function longTexts(type: ContentType, document: WireDocument): Text[] {
  const exchanges = (document.exchanges ?? []) as { answer?: unknown }[];
  return [
    ...contracts[type].markdown.flatMap((field) => toText([field], document[field])),
    ...exchanges.flatMap(({ answer }, index) => toText(['exchanges', index, 'answer'], answer)),
  ];
}

function toText(path: Path, value: unknown): Text[] {
  return typeof value === 'string' && value.trim() ? [[path, value]] : [];
}

/**
 * Tells of a day of publication that is still to come: readers would get the piece at once, with a date
 * of tomorrow. The demo content, which nobody publishes by hand, has days of its own.
 */
export function notYet(strapi: Core.Strapi, { publishedOn }: WireDocument): Problem[] {
  if (typeof publishedOn !== 'string' || !strapi.requestContext.get()) return [];
  const today = dayInCambodia(now(strapi));
  if (publishedOn <= today) return [];
  const { en, km } = fieldLabels.publishedOn ?? { en: 'publishedOn', km: 'publishedOn' };
  return [
    {
      path: ['publishedOn'],
      message: {
        en: `${en}: This day is still to come; in Phnom Penh it is ${today}. Publish on that day, or write a day that has come.`,
        km: `${km}៖ ថ្ងៃនេះមិនទាន់មកដល់ទេ ឥឡូវនៅភ្នំពេញគឺ ${today}។ សូមផ្សាយនៅថ្ងៃនោះ ឬសរសេរថ្ងៃដែលមកដល់ហើយ។`,
      },
    },
  ];
}

/** The clock; a test gives another one. */
function now(strapi: Core.Strapi): Date {
  return (strapi.config.get('samleng.now', () => new Date()) as () => Date)();
}

/** The calendar day in Cambodia at some moment, `2026-05-01`. */
export function dayInCambodia(moment: Date): string {
  // Swedish writes dates as ISO does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Phnom_Penh' }).format(moment);
}
