import type { Core } from '@strapi/strapi';
import { typeOfUid } from '@samleng/shared';
import { khnormal } from 'khmer-normalizer';
import { environment } from '../environment';
import { attributesOf } from '../publication/wire-schema';

/** Characters that nobody sees and that break searching: zero-width space and joiner, soft hyphen and the like. */
const invisible = /\u200B|\u2060|\uFEFF|\u00AD|\u17B4|\u17B5/g;
/** Signs that come along when pasting from PDF or Word, and that neither HTML nor a feed may hold. */
// eslint-disable-next-line no-control-regex -- exactly these are meant; tab and line breaks stay
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]|\p{Cs}/gu;
const doubledCoeng = /\u17D2{2,}/g;
const khmer = /[\u1780-\u17FF]/;

/** Addresses: the end of a Markdown link or picture, an address in angle brackets, a bare one. */
const addresses =
  /(\]\([^)\n]*\)|<https?:[^>\n]*>|^ {0,3}\[[^\]\n]+\]:.*$|https?:\/\/[^\s\u1780-\u17FF<>]+)/gm;

/** Fields that hold addresses, whatever their type. */
const addressFields = new Set(['slug', 'url', 'archiveUrl', 'href', 'formUrl']);

/**
 * Writes a text the one way it should be written: no invisible characters, and every Khmer syllable
 * in the order of the Unicode standard, because the same looks can be typed in several orders.
 * Addresses inside the text stay as they are.
 */
export function normaliseText(text: string): string {
  // Splitting by a group keeps the separators: they stand at the odd places.
  return text
    .replace(forbidden, '')
    .split(addresses)
    .map((part, index) => (index % 2 === 1 ? part : normalisePart(part)))
    .join('');
}

function normalisePart(part: string): string {
  const visible = part.replace(invisible, '').replace(doubledCoeng, '\u17D2');
  return khmer.test(visible) ? khnormal(visible, 'km') : visible;
}

/** Normalises every text that is saved, and writes addresses of our own pictures without the host. */
export function normaliseOnSave(strapi: Core.Strapi): void {
  strapi.documents.use((context, next) => {
    const { data } = context.params as { data?: Record<string, unknown> };
    if (typeOfUid(context.uid) && data && ['create', 'update', 'clone'].includes(context.action)) {
      normaliseFields(strapi, context.uid, data);
    }
    return next();
  });
}

function normaliseFields(strapi: Core.Strapi, uid: string, fields: Record<string, unknown>): void {
  for (const [name, attribute] of Object.entries(attributesOf(strapi, uid))) {
    const value = fields[name];
    if (attribute.component) {
      for (const item of [value].flat()) {
        if (isRecord(item)) normaliseFields(strapi, attribute.component, item);
      }
    } else if (typeof value === 'string' && ['string', 'text', 'richtext'].includes(attribute.type)) {
      if (addressFields.has(name)) fields[name] = value.replace(forbidden, '').replace(invisible, '').trim();
      else
        fields[name] =
          attribute.type === 'richtext' ? withoutHost(normaliseText(value)) : normaliseText(value);
    }
  }
}

/** The admin's editor writes pictures with the CMS's address, which another machine would not have. */
function withoutHost(markdown: string): string {
  return markdown.replaceAll(`${environment().cmsUrl}/uploads/`, '/uploads/');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
