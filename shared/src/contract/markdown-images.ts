import { maskCode } from './markdown-code.ts';

/** A picture written in Markdown: its words and its address. */
export interface MarkdownImage {
  readonly alt: string;
  readonly address: string;
}

/** What opens and closes brackets. What is escaped does neither, and an empty line ends them all. */
const signs = /\\.|!?\[|\]|\n[ \t]*(?=\n)/g;

/** The rest of a picture after its words: an address, perhaps with a title, or the name of an address. */
const target = /<((?:\\.|[^<>\\\n])+)>|(?!<)((?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))+)/;
const title = /"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|\((?:\\[^]|[^()\\])*\)/;
const inline = new RegExp(`\\(\\s*(?:${target.source})(?:\\s+(?:${title.source}))?\\s*\\)`, 'y');
const byName = /\[((?:\\.|[^[\]\\])*)\]/y;

const definition = /^[ \t>]*\[((?:\\.|[^[\]\\\n])+)\]:\s*<?([^\s<>]+)>?/gm;
const html = /(?<=(?<!\\)(?:\\\\)*)<img\b(?:"[^"]*"|'[^']*'|[^<>"'])*>/gi;

interface Bracket {
  /** Where its words begin. */
  readonly words: number;
  readonly isPicture: boolean;
  /** Whether brackets stand within it; then its words are the name of nothing. */
  holdsOthers: boolean;
}

/**
 * Every picture in a Markdown text, in the three ways in which one can be written; one shown as code
 * is none. Brackets are counted, not searched for: in a text full of them, a search would begin again
 * at each and hold up the whole server.
 */
export function markdownImages(markdown: string): MarkdownImage[] {
  if (!markdown.includes('![') && !/<img\b/i.test(markdown)) return [];
  const text = maskCode(markdown);
  const addresses = definitionsIn(text);
  const images: MarkdownImage[] = [];
  let open: Bracket[] = [];
  for (const { 0: sign, index } of text.matchAll(signs)) {
    if (sign.startsWith('\n')) open = [];
    if (sign === '[' || sign === '![')
      open.push({ words: index + sign.length, isPicture: sign === '![', holdsOthers: false });
    const bracket = sign === ']' ? open.pop() : undefined;
    const around = open.at(-1);
    if (bracket && around) around.holdsOthers = true;
    if (!bracket?.isPicture) continue;
    const name = bracket.holdsOthers ? '' : text.slice(bracket.words, index);
    const address = addressAt(text, index + 1) ?? addresses.get(toName(nameAt(text, index + 1) || name));
    if (address) images.push({ alt: markdown.slice(bracket.words, index), address });
  }
  for (const [tag] of text.matchAll(html))
    images.push({ alt: htmlAttribute(tag, 'alt'), address: htmlAttribute(tag, 'src') });
  return images;
}

function addressAt(text: string, index: number): string | undefined {
  inline.lastIndex = index;
  const [, inBrackets, plain] = inline.exec(text) ?? [];
  return inBrackets ?? plain;
}

function nameAt(text: string, index: number): string | undefined {
  byName.lastIndex = index;
  return byName.exec(text)?.[1];
}

/** The addresses that a text gives names to; the first of a name counts. */
function definitionsIn(text: string): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>();
  for (const [, label = '', address = ''] of text.matchAll(definition)) {
    const name = toName(label);
    if (name && !addresses.has(name)) addresses.set(name, address);
  }
  return addresses;
}

function toName(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase();
}

function htmlAttribute(tag: string, name: string): string {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  return found?.[1] ?? found?.[2] ?? found?.[3] ?? '';
}
