import { keptPage } from './caches.ts';
import { whenIn, wordsOf } from './words.ts';

/** Only utilities that pages have anyway: the bar costs no reader of the network a byte. */
const classes = 'py-3 bg-cotton-deep text-small';

/** The copy of a page, which says that it is one. */
export async function savedCopy(path: string): Promise<Response | undefined> {
  const page = await keptPage(path);
  if (!page) return undefined;
  // The list of what is kept says so by itself.
  if (path.endsWith('/saved/')) return toResponse(page.html);
  const { words } = wordsOf(path);
  return toResponse(withBar(page.html, words.copy.replace('{date}', whenIn(words, page.keptAt)), path));
}

/** What there is to read instead of a page that is neither kept nor to be had. */
export async function missingPage(path: string): Promise<Response | undefined> {
  const { locale, words } = wordsOf(path);
  const other = locale === 'km' ? 'en' : 'km';
  const page = (await keptPage(`/${locale}/saved/`)) ?? (await keptPage(`/${other}/saved/`));
  return page && toResponse(withBar(page.html, words.missing, path));
}

function withBar(html: string, text: string, path: string): string {
  const { words } = wordsOf(path);
  // A path never holds a quotation mark: the browser writes it as %22.
  const again = `<a href="${path}">${words.again}</a>`;
  const style = 'border-bottom:4px solid var(--turmeric)';
  const bar = `<aside class="${classes}" style="${style}" data-copy><p class="wrap">${text} ${again}</p></aside>`;
  return html.replace('<header', () => `${bar}<header`);
}

function toResponse(html: string): Response {
  return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } });
}
