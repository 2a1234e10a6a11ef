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
/**
 * A run of Khmer with its joiners. khnormal is given nothing else: it counts an emoji as two signs
 * here and as one there, and would lose the end of the text.
 */
const khmer = /[\u200C-\u200D\u25CC\u1780-\u17DD]+/g;

/** What is left as it is: code, and addresses. */
const untouched = new RegExp(
  [
    // Blocks and spans of code.
    /^ {0,3}(?<fence>`{3,}|~{3,})[^]*?(?:^ {0,3}\k<fence>|(?![^]))/,
    /(?<!`)(?<ticks>`+)(?!`)[^]*?[^`]\k<ticks>(?!`)/,
    // The end of a Markdown link or picture, an address in angle brackets, a list of addresses, a bare one.
    // Where the next one begins, the first two give up: each would look at all that follow.
    /\]\((?:(?!\]\()[^)\n])*\)/,
    /<https?:[^<>\n]*>/,
    /^ {0,3}\[[^\]\n]+\]:.*$/,
    /https?:\/\/[^\s\u1780-\u17FF<>]*[^\s\u1780-\u17FF<>\u200B\u2060\uFEFF\u00AD]/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gm',
);

/** Fields that hold addresses, whatever their type. */
const addressFields = new Set(['slug', 'url', 'archiveUrl', 'href', 'formUrl']);

/**
 * Writes a text the one way it should be written: no invisible characters, and every Khmer syllable
 * in the order of the Unicode standard, because the same looks can be typed in several orders.
 * Addresses and code inside the text stay as they are.
 */
export function normaliseText(text: string): string {
  const allowed = text.replace(forbidden, '');
  const parts: string[] = [];
  let end = 0;
  for (const kept of allowed.matchAll(untouched)) {
    parts.push(normalisePart(allowed.slice(end, kept.index)), kept[0]);
    end = kept.index + kept[0].length;
  }
  return [...parts, normalisePart(allowed.slice(end))].join('');
}

function normalisePart(part: string): string {
  return part.replace(invisible, '').replace(khmer, inOrder);
}

/** Puts signs in order until nothing moves any more: what is saved again stays as it is. */
function inOrder(run: string): string {
  let before = '';
  let after = run;
  for (let round = 0; before !== after && round < 5; round += 1) {
    before = after;
    after = khnormal(before.replace(doubledCoeng, '\u17D2'), 'km');
  }
  return after;
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
