import type { Locale } from '@samleng/shared';
import { readBody } from '../content/bodies.ts';
import { contentFolder } from '../content/store.ts';
import type { Picture } from '../media/picture.ts';
import type { Body, Redirections } from './body.ts';
import { decorate } from './decorate.ts';
import { withLanguages } from './languages.ts';
import { SourceMarks, withNotes } from './notes.ts';
import { toHtml } from './parser.ts';
import { sanitise } from './sanitise.ts';

/** What stands around a text, all of which shapes its HTML. */
export interface Surroundings {
  readonly pictures?: Readonly<Record<string, Picture>>;
  readonly redirections?: Redirections;
  /** The language of the text; words of another script are marked with theirs. */
  readonly language?: Locale;
  /** The places on the page that point to its sources. Without them, marks are left out. */
  readonly marks?: SourceMarks;
}

/** Markdown to HTML that is safe to show. The parser itself lets scripts through. */
export function renderMarkdown(markdown: string, around: Surroundings = {}): string {
  const { pictures = {}, redirections = {}, language, marks = new SourceMarks(0) } = around;
  const safe = sanitise(toHtml(markdown));
  const noted = withNotes(decorate(safe, pictures, redirections, marks.headings), marks);
  return (language ? withLanguages(noted, language) : noted).trim();
}

/** The HTML of a body: headings from h2 down with ids, pictures with their sizes. */
export function renderBody({ digest, locale, pictures, redirections }: Body, marks?: SourceMarks): string {
  const markdown = readBody(contentFolder(), digest);
  return renderMarkdown(markdown, { pictures, redirections, language: locale, ...(marks && { marks }) });
}
