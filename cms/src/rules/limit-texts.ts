import type { Core } from '@strapi/strapi';
import { defaultLocale, type Problem, textLimit, tooLong, typeOfUid } from '@samleng/shared';
import { attributesOf, populateOf } from '../publication/wire-schema';
import { savingRefusal } from './refusal';
import { titleOfFields } from './title-of-fields';

type Fields = Readonly<Record<string, unknown>>;

/** A text with its place in its document. */
interface Text {
  readonly path: Problem['path'];
  readonly length: number;
  readonly limit: number;
}

/**
 * Refuses to save a text that is longer than anybody needs: whatever reads it afterwards would keep
 * everybody waiting. What is stored longer already may be saved until it is short enough, if only it does
 * not grow; publishing asks for nothing, because it changes no text.
 */
export function limitTexts(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    const { data, documentId, locale } = context.params as {
      data?: Fields;
      documentId?: string;
      locale?: string;
    };
    if (!typeOfUid(context.uid) || !data || !['create', 'update', 'clone'].includes(context.action))
      return next();
    const long = textsIn(strapi, context.uid, data).filter(({ length, limit }) => length > limit);
    if (long.length > 0) {
      const stored = documentId ? await storedLengths(strapi, context.uid, documentId, locale) : undefined;
      const problems = long
        .filter(({ path, length }) => length > (stored?.get(nameOf(path)) ?? 0))
        .map(({ path, length, limit }) => tooLong(path, length, limit));
      if (problems.length > 0) throw savingRefusal(shortTitle(data), problems);
    }
    return next();
  });
}

/** Every text of a document, down to its components. */
function textsIn(strapi: Core.Strapi, uid: string, fields: Fields, at: Problem['path'] = []): Text[] {
  return Object.entries(attributesOf(strapi, uid)).flatMap(([name, { type, component, repeatable }]) => {
    const value = fields[name];
    const path = [...at, name];
    if (component)
      return [value].flat().flatMap((item, index) => {
        if (typeof item !== 'object' || item === null) return [];
        return textsIn(strapi, component, item as Fields, repeatable ? [...path, index] : path);
      });
    const limit = textLimit(name, type);
    return typeof value === 'string' && limit !== undefined ? [{ path, length: value.length, limit }] : [];
  });
}

/** How long the longest text of each field is that the draft holds already. */
async function storedLengths(
  strapi: Core.Strapi,
  uid: string,
  documentId: string,
  locale: string = defaultLocale,
): Promise<ReadonlyMap<string, number>> {
  const row = (await strapi.db.query(uid as never).findOne({
    where: { documentId, locale, publishedAt: null },
    populate: populateOf(strapi, uid),
  })) as Fields | null;
  const lengths = new Map<string, number>();
  for (const { path, length } of row ? textsIn(strapi, uid, row) : [])
    lengths.set(nameOf(path), Math.max(length, lengths.get(nameOf(path)) ?? 0));
  return lengths;
}

/** A field of a component is the same in all its entries, which editors move. */
function nameOf(path: Problem['path']): string {
  return path.filter((part) => typeof part === 'string').join('.');
}

/** The title may be what is too long. */
function shortTitle(data: Fields): string {
  const title = titleOfFields(data);
  return title.length > 80 ? `${title.slice(0, 80)}…` : title;
}
