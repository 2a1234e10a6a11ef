// The one door from components to Markdown: what it returns depends on the view model alone.
import type { Locale } from '@samleng/shared';
/* eslint-disable @typescript-eslint/no-restricted-imports -- Bodies are rendered where they are shown, not while paths are listed. */
import { measure, minutesToRead, type TextLength } from '../i18n/reading-time.ts';
import type { Body, Redirections } from '../markdown/body.ts';
import { SourceMarks } from '../markdown/notes.ts';
import { renderBody, renderMarkdown } from '../markdown/render.ts';
/* eslint-enable */

export { SourceMarks };

/**
 * The HTML of a body; empty where a document has none.
 * @param marks of the page that lists the sources of this text.
 */
export function bodyHtml(body: Body | undefined, marks?: SourceMarks): string {
  return body ? renderBody(body, marks) : '';
}

/** The HTML of a short Markdown text held in a view model. Pictures become links. */
export function textHtml(
  text: string,
  redirections: Redirections,
  language: Locale,
  marks?: SourceMarks,
): string {
  return renderMarkdown(text, { redirections, language, ...(marks && { marks }) });
}

/**
 * Minutes to read some HTML.
 * @param more what else there is to read on the page.
 */
export function minutesOf(html: string, more: TextLength = { khmer: 0, latin: 0 }): number {
  const { khmer, latin } = measure(html.replace(/<[^>]*>|&[a-z]+;/g, ' '));
  return minutesToRead({ khmer: khmer + more.khmer, latin: latin + more.latin });
}

/** Some HTML cut behind its first paragraph; not at all where it does not begin with one. */
export function afterOpening(html: string): readonly [opening: string, rest: string] {
  const end = html.startsWith('<p>') ? html.indexOf('</p>') + '</p>'.length : 0;
  return [html.slice(0, end), html.slice(end)];
}
