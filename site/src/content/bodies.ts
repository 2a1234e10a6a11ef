import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contracts, type Document } from '@samleng/shared';
import { writeFileAtomically } from './files.ts';

/**
 * Markdown fields live on disk by digest, so that the index of all documents stays small enough to
 * hold in memory. In a document such a field then reads `body:<digest>`, followed by the addresses
 * within this site that the text may link to: whether they lead anywhere must be known without
 * reading every text.
 */
const mark = 'body:';

/** Whatever in a Markdown text could be the beginning of an address within this site. */
const addressWithin = /(?<=^|[\s(<"'=])\\?\/(?!\/|[a-z0-9]+>)[^\s>"]*/gm;

/** Bodies of drafts and tests: never on disk. The oldest go first. */
const held = new Map<string, string>();
const heldAtMost = 500;

/** A text that the store names is not there. The pages run from a bundle of its own: know it by its name. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
}

/** SHA-256 of a text as lower-case hexadecimal. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The digest behind a Markdown field of a stored document; undefined for an empty field. */
export function bodyDigest(document: Document, field: string): string | undefined {
  const value = (document as unknown as Record<string, unknown>)[field];
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string' && value.startsWith(mark)) return value.slice(mark.length).split(' ', 1)[0];
  throw new Error(
    `${document.type}.${field} is no stored Markdown field. Fields: ${markdownFields(document)}.`,
  );
}

/**
 * The addresses within this site that a Markdown text may link to, as its HTML will name them. More than
 * there are do no harm; a link to one that is not found here becomes text.
 */
export function addressesWithin(markdown: string): string[] {
  const found = (markdown.match(addressWithin) ?? []).flatMap((written) => {
    const whole = withoutEscapes(untilUnmatched(written));
    // In HTML an address may stand between single quotes; in Markdown it may hold one.
    const [quoted = ''] = whole.split("'", 1);
    return [whole, quoted];
  });
  return [...new Set(found)].sort();
}

/** Brackets in an address come in pairs (CommonMark 6.3); one without its pair ends it. */
function untilUnmatched(address: string): string {
  const open = { ')': 0, ']': 0 };
  for (const [index, character] of [...address].entries()) {
    if (character === '(') open[')'] += 1;
    if (character === '[') open[']'] += 1;
    if (character !== ')' && character !== ']') continue;
    if (open[character] === 0) return [...address].slice(0, index).join('');
    open[character] -= 1;
  }
  return address;
}

/** CommonMark 2.4 and, of 2.5, the only entity that addresses need. */
function withoutEscapes(address: string): string {
  return address.replace(/\\([!-/:-@[-`{-~])/g, '$1').replaceAll('&amp;', '&');
}

/** The same for a Markdown field of a stored document, without reading its text. */
export function bodyAddresses(document: Document, field: string): string[] {
  const value = (document as unknown as Record<string, unknown>)[field];
  return typeof value === 'string' ? value.split(' ').slice(1) : [];
}

/** Takes the bodies out of a document. `keep` is called with each; nothing else is changed. */
export function withoutBodies(document: Document, keep: (digest: string, text: string) => void): Document {
  const fields: Record<string, unknown> = { ...document };
  for (const field of contracts[document.type].markdown) {
    const text = fields[field];
    if (typeof text !== 'string') continue;
    const digest = digestOf(text);
    keep(digest, text);
    fields[field] = [mark + digest, ...addressesWithin(text)].join(' ');
  }
  return fields as Document;
}

/** The digests of all bodies of a document. */
export function digestsOf(document: Document): string[] {
  return contracts[document.type].markdown.flatMap((field) => bodyDigest(document, field) ?? []);
}

/** Keeps a body in this process alone. */
export function holdBody(digest: string, text: string): void {
  held.delete(digest);
  held.set(digest, text);
  for (const oldest of held.keys()) {
    if (held.size <= heldAtMost) break;
    held.delete(oldest);
  }
}

/** Writes a body unless it is there already; either way it counts as used now. */
export function storeBody(folder: string, digest: string, text: string): void {
  const file = bodyFile(folder, digest);
  if (existsSync(file) && statSync(file).size === Buffer.byteLength(text)) {
    const now = new Date();
    utimesSync(file, now, now);
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomically(file, text);
}

/**
 * The Markdown behind a digest.
 * @param folder the content store.
 * @throws BodyError when the file is missing or damaged, with the remedy.
 */
export function readBody(folder: string, digest: string): string {
  const kept = held.get(digest);
  if (kept !== undefined) return kept;
  const file = bodyFile(folder, digest);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (text === undefined || digestOf(text) !== digest) {
    // What is missing comes back with the next pull; what is damaged would stay.
    if (text !== undefined) rmSync(file, { force: true });
    const state = text === undefined ? 'missing' : 'damaged and was removed';
    throw new BodyError(`The stored text ${file} is ${state}: pull the content again.`);
  }
  return text;
}

/** The file of a body; spread over 256 folders so that none grows huge. */
export function bodyFile(folder: string, digest: string): string {
  return join(folder, 'bodies', digest.slice(0, 2), `${digest}.md`);
}

function markdownFields(document: Document): string {
  return contracts[document.type].markdown.join(', ') || 'none';
}
