import type { Core } from '@strapi/strapi';
import {
  checkDocument,
  type ContentType,
  contracts,
  fieldLabels,
  isFileName,
  markdownImages,
  problem,
  type Problem,
  typeNames,
  uidOf,
} from '@samleng/shared';
import type { WireDocument } from '../publication/to-wire';
import { attributesOf, type Row } from '../publication/wire-schema';
import { isTooDeep } from './deep-emphasis';
import { titleOfFields } from './title-of-fields';

/** Everything that keeps a document from being published, worded for editors. */
export async function problemsOf(
  strapi: Core.Strapi,
  type: ContentType,
  document: WireDocument,
): Promise<Problem[]> {
  const result = checkDocument(type, document);
  return [
    ...(result.ok ? [] : result.problems),
    ...picturesWithoutWords(type, document),
    ...picturesNotInLibrary(type, document),
    ...emphasisTooDeep(type, document),
    ...(await slugTaken(strapi, type, document)),
  ];
}

function picturesWithoutWords(type: ContentType, document: WireDocument): Problem[] {
  return contracts[type].markdown.flatMap((field) => {
    const text = document[field];
    const images = typeof text === 'string' ? markdownImages(text) : [];
    if (images.some(({ alt }) => alt.trim() === '')) return [problem([field], 'alt-missing')];
    if (images.some(({ alt }) => isFileName(alt))) return [problem([field], 'alt-is-file-name')];
    return [];
  });
}

/** The site shows pictures of the media library alone: any other would be missing without a word. */
function picturesNotInLibrary(type: ContentType, document: WireDocument): Problem[] {
  const known = new Set(((document.inlineMedia ?? []) as { url: string }[]).map(({ url }) => url));
  return contracts[type].markdown.flatMap((field) => {
    const text = document[field];
    const images = typeof text === 'string' ? markdownImages(text) : [];
    return images.some(({ address }) => !known.has(address)) ? [problem([field], 'picture-unknown')] : [];
  });
}

/** Looks into every text that the site renders from Markdown. */
function emphasisTooDeep(type: ContentType, document: WireDocument): Problem[] {
  const texts: (readonly [Problem['path'], unknown])[] = contracts[type].markdown.map((field) => [
    [field],
    document[field],
  ]);
  const exchanges = (document.exchanges ?? []) as { answer?: unknown }[];
  exchanges.forEach(({ answer }, index) => texts.push([['exchanges', index, 'answer'], answer]));
  const { use } = (document.donation ?? {}) as { use?: unknown };
  texts.push([['donation', 'use'], use]);
  return texts.flatMap(([path, text]) =>
    typeof text === 'string' && isTooDeep(text) ? [problem(path, 'too-deep')] : [],
  );
}

/**
 * A slug belongs to one document of a type, drafts included: of two that are new, neither may take
 * it. Who already stands at an address keeps it, whatever others write into their drafts.
 */
async function slugTaken(
  strapi: Core.Strapi,
  type: ContentType,
  { slug, documentId, locale }: WireDocument,
): Promise<Problem[]> {
  if (typeof slug !== 'string' || !slug) return [];
  const title = ['title', 'headline', 'name'].filter((name) => name in attributesOf(strapi, uidOf(type)));
  const rows = (await strapi.db.query(uidOf(type)).findMany({
    select: ['documentId', 'publishedAt', 'locale', ...title],
    where: { slug },
    orderBy: { id: 'asc' },
  })) as Row[];
  const isOurs = rows.some((row) => row.documentId === documentId && row.publishedAt !== null);
  const others = rows.filter((row) => row.documentId !== documentId && (!isOurs || row.publishedAt !== null));
  // Named as it is called where this one is written, if it has a name there.
  const other = others.find((row) => row.locale === locale) ?? others[0];
  return other ? [slugTakenBy(type, titleOfFields(other))] : [];
}

function slugTakenBy(type: ContentType, title: string): Problem {
  const { en, km } = fieldLabels.slug ?? { en: 'slug', km: 'slug' };
  const is = typeNames[type];
  return {
    path: ['slug'],
    message: {
      en: `${en}: The ${is.en.toLowerCase()} “${title}” already has this address. Choose another.`,
      km: `${km}៖ ${is.km} «${title}» មានអាសយដ្ឋាននេះរួចហើយ។ សូមជ្រើសអាសយដ្ឋានផ្សេង។`,
    },
  };
}
