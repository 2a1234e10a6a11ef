import { checkDocument, type Document } from '@samleng/shared';
import type { Chance } from '../../src/bench/random.ts';

/** Stands in everything that would run if it could. */
export const payload = 'hostile()';
/** Nobody's address: whatever asks for it was let through. */
export const foreign = 'evil.invalid';

/** What people and machines write that means something to one of the languages a page is made of. */
const pieces = [
  ...[
    'word',
    'ខ្មែរ',
    'ស្ត្រី',
    ' ',
    '\n',
    '\n\n',
    '\t',
    '👩🏽‍🏭',
    '"',
    "'",
    '<',
    '>',
    '&',
    '\\',
    '`',
    '=',
    '/',
    '%',
    '$&',
    '$1',
  ],
  ...[
    '\u2028',
    '\u2029',
    '\u0085',
    '\u00a0',
    '\u202e',
    '\u200d',
    '\ufffd',
    '٣',
    '\u{10ffff}',
    '&amp;',
    '&lt;',
    '&#60;',
    '&#x3c;',
    '&quot;',
  ],
  ...[
    `<script>${payload}</script>`,
    `</script><script>${payload}</script>`,
    '</script>',
    '<script',
    '<!--',
    '-->',
    '<!--<script>',
    ']]>',
    '<![CDATA[',
  ],
  ...[
    `<img src=x onerror=${payload}>`,
    `"><img src=x onerror=${payload}>`,
    `' onmouseover='${payload}`,
    `" autofocus onfocus="${payload}`,
    '<img alt="',
    '<img src=pic.png>',
  ],
  ...[
    `<svg onload=${payload}>`,
    `<svg><script>${payload}</script></svg>`,
    `<math><mi xlink:href="javascript:${payload}">`,
    `<a href="javascript:${payload}">x</a>`,
    '<a href=/en/dead/>x</a>',
  ],
  ...[
    `<iframe srcdoc="<script>${payload}</script>">`,
    `<iframe src="https://${foreign}">`,
    `<base href="https://${foreign}/">`,
    `<meta http-equiv=refresh content="0;url=https://${foreign}">`,
  ],
  ...[
    `<style>@import "https://${foreign}/x.css";</style>`,
    '<style>',
    '</style>',
    '<title>',
    '</title>',
    '</textarea>',
    '<noscript>',
    '</noscript>',
    '<template>',
    '<plaintext>',
    '<xmp>',
  ],
  ...[
    `<link rel=stylesheet href="https://${foreign}/x.css">`,
    `<form action="https://${foreign}"><input name=q>`,
    '</body></html>',
    '<?xml version="1.0"?>',
    '<!DOCTYPE x [<!ENTITY y "z">]>',
    '&y;',
  ],
  ...[
    '[a](/en/dead/)',
    '[a](/dead "t")',
    `[a](javascript:${payload})`,
    `[a](https://${foreign}/?"onclick=${payload})`,
    '[a](//x.invalid/)',
    '[a](</en/dead page/>)',
    '[a]: /dead/',
    '[a][b]',
    '![a](x.png)',
    '![a',
    '[',
    '](',
    ')',
  ],
  ...[
    '/en/dead/',
    'href="/en/dead/"',
    "src='/media/gone.png'",
    'srcset="/a 1x, /b 2x"',
    'url(/gone.png)',
    'https://a.example/?a=1&b=2',
    'www.a.example',
    'a@b.example',
    '<https://a.example/>',
    '<a@b.example>',
  ],
  ...[
    '# h\n',
    '## Sources\n',
    '> ',
    '- ',
    '1. ',
    '```\n',
    '~~~',
    '    ',
    '***',
    '**',
    '_',
    '~~',
    '|',
    '|-|-|\n',
    '\n---\n',
    '\n===\n',
    '\\\n',
    '{{x}}',
    '{x}',
    '${x}',
    '<%= x %>',
    '[^',
    '__proto__',
    'constructor',
    'null',
  ],
] as const;

/** Addresses that a browser opens, with all that an address may hold. */
const addresses = [
  `https://a.example/?q="><script>${payload}</script>`,
  `https://a.example/'onmouseover='${payload}'`,
  'https://a.example/?a=1&b=2&amp;c=<d>#e"f',
  'https://ក.example/ខ្មែរ?x=\u2028',
  'https://a.example/]]>-->',
  'https://user:word@a.example:8443/%00%22%3E',
  'https://[::1]/`${x}`',
] as const;

type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

/** What no editor types, or what files and other documents are known by. */
const untouched = new Set(['type', 'documentId', 'locale', 'publishedAt', 'slug', 'image', 'inlineMedia']);

/**
 * Documents with hostile text in every text field, as far as the contract takes it: what the contract
 * refuses, the CMS would not have published.
 * @param round makes ids and slugs of its own, so that several copies of the same documents stand side by side.
 */
export function hostileCopies(documents: readonly Document[], chance: Chance, round: number): Document[] {
  const ids = new Set(documents.map(({ documentId }) => documentId));
  const rename = (id: string) => `${id}-${round}`.slice(-80);
  const renamed = (value: Value): Value => {
    if (typeof value === 'string') return ids.has(value) ? rename(value) : value;
    if (Array.isArray(value)) return value.map(renamed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, name === 'slug' ? one : renamed(one)]),
    );
  };
  return documents.map((document) => {
    const copy = renamed(document as unknown as Value) as unknown as {
      -readonly [F in keyof Document]: Value;
    };
    const slug = (document as { slug?: string }).slug;
    if (slug !== undefined) Object.assign(copy, { slug: `h${round}-${slug}`.slice(0, 80) });
    for (const place of placesIn(copy as unknown as Value))
      makeHostile(copy as unknown as Document, place, chance);
    return copy as unknown as Document;
  });
}

interface Place {
  readonly holder: Record<string, Value>;
  readonly name: string;
}

function placesIn(value: Value): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inside]) => {
    if (untouched.has(name)) return [];
    if (typeof inside === 'string') return [{ holder: value as Record<string, Value>, name }];
    return placesIn(inside);
  });
}

/** Puts the first hostile text into a place that the contract takes there, if it takes any of some. */
function makeHostile(document: Document, { holder, name }: Place, chance: Chance): void {
  const before = holder[name] as Value;
  for (let attempt = 0; attempt < 6; attempt += 1) {
    holder[name] = /^https?:/.test(String(before)) ? chance.pick(addresses) : hostileText(chance);
    if (checkDocument(document.type, document).ok) return;
  }
  holder[name] = before;
}

function hostileText(chance: Chance): string {
  const count = chance.between(1, chance.happens(0.2) ? 40 : 6);
  return Array.from({ length: count }, () => chance.pick(pieces)).join('');
}
