import { Marked } from 'marked';
import { readBody } from '../content/bodies.ts';
import { contentFolder } from '../content/store.ts';
import type { Picture } from '../media/picture.ts';
import type { Body, Redirections } from './body.ts';
import { decorate } from './decorate.ts';
import { sanitise } from './sanitise.ts';

const marked = new Marked({ gfm: true, breaks: false });

/** Markdown to HTML that is safe to show. `marked` itself lets scripts through. */
export function renderMarkdown(
  markdown: string,
  pictures: Readonly<Record<string, Picture>> = {},
  redirections: Redirections = {},
): string {
  return decorate(sanitise(marked.parse(markdown, { async: false })), pictures, redirections).trim();
}

/** Short Markdown that stands in a field of its own, like an answer. Pictures become links. */
export function renderText(markdown: string, redirections: Redirections = {}): string {
  return renderMarkdown(markdown, {}, redirections);
}

/** The HTML of a body: headings from h2 down with ids, pictures with their sizes. */
export function renderBody(body: Body): string {
  return renderMarkdown(readBody(contentFolder(), body.digest), body.pictures, body.redirections);
}
