import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConfigData, HtmlValidate } from 'html-validate';

/** Every exception says why. */
const config: ConfigData = {
  extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: {
    // Void elements: `<br>` and `<img>` as Astro writes them, in either form.
    'void-style': 'off',
    // Astro leaves blanks before a closing bracket or at a line's end; no reader gets to know.
    'no-trailing-whitespace': 'off',
    // The menu stands twice, in a row and behind a button, and a width shows one of them. axe judges
    // landmarks as they are shown.
    'unique-landmark': 'off',
  },
};

const validator = new HtmlValidate(config);

/** What html-validate says of one page. */
export async function checkHtml(html: string, path: string): Promise<string[]> {
  const report = await validator.validateString(html, path);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${ruleId}: ${message} (${line}:${column})`),
  );
}

/** Every page of a tree by its address. */
export function pagesOf(tree: string): Map<string, string> {
  const files = readdirSync(tree, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.html'),
  );
  return new Map(
    files
      .sort()
      .map((file) => [
        `/${file.replace(/(^|\/)index\.html$/, '$1')}`,
        readFileSync(join(tree, file), 'utf8'),
      ]),
  );
}

/** Links to a place on a page of the site that is not there, as sentences. */
export function brokenFragments(pages: ReadonlyMap<string, string>, origin: string): string[] {
  const ids = new Map<string, Set<string>>();
  const idsOf = (path: string) => {
    const known =
      ids.get(path) ??
      new Set([...(pages.get(path) ?? '').matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id));
    ids.set(path, known);
    return known;
  };
  return [...pages].flatMap(([path, html]) =>
    [...html.matchAll(/<a\s[^>]*?href="([^"]*#[^"]+)"/g)].flatMap(([, href = '']) => {
      const url = new URL(href.replaceAll('&amp;', '&'), origin + path);
      if (url.origin !== origin || !pages.has(url.pathname)) return [];
      return idsOf(url.pathname).has(decodeURIComponent(url.hash.slice(1)))
        ? []
        : [`${path} leads to ${href}, which is not there`];
    }),
  );
}
