import {
  documentPath,
  donatePath,
  feedPath,
  homePath,
  listedTypes,
  listPath,
  locales,
  searchPath,
  type ContentType,
  type Document,
  type Revocation,
} from '@samleng/shared';
import { perLocale, type Entries } from './entries.ts';
import { LocaleEntries } from './locale-entries.ts';
import { Cell, note, touch } from './reads.ts';

/** What is public of one document from now on: one version a language; none when it is gone. */
export interface Change {
  readonly type: ContentType;
  readonly documentId: string;
  readonly versions: readonly Document[];
}

/**
 * All content as pages in every language see it, kept up to date change by change. What a change
 * costs depends on the change, not on how much content there is.
 */
export class ContentIndex {
  readonly #paths = new PagePaths();
  readonly #locales = perLocale((locale) => new LocaleEntries(locale, this.#paths));
  readonly #versions = new Map<string, readonly Document[]>();

  constructor(documents: readonly Document[], revoked: readonly Revocation[] = []) {
    this.#paths.revoke(revoked);
    const groups = new Map<string, Document[]>();
    for (const document of documents) {
      const name = nameOf(document);
      const group = groups.get(name);
      if (group) group.push(document);
      else groups.set(name, [document]);
      this.#paths.add(document);
    }
    for (const [name, versions] of groups) this.#versions.set(name, versions);
    for (const locale of locales) this.#locales[locale].load(groups.values());
  }

  /** Takes over which pages were taken away, all that are remembered. The same list costs nothing. */
  revoke(revoked: readonly Revocation[]): void {
    this.#paths.revoke(revoked);
  }

  get entries(): Readonly<Record<(typeof locales)[number], Entries>> {
    return this.#locales;
  }

  /** What is public of a document now. */
  versionsOf(type: ContentType, documentId: string): readonly Document[] {
    return this.#versions.get(nameOf({ type, documentId })) ?? [];
  }

  /** Takes over what has changed. Pages that read any of it are to be computed again. */
  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      const name = nameOf(change);
      for (const old of this.#versions.get(name) ?? []) this.#paths.remove(old);
      for (const version of change.versions) this.#paths.add(version);
      if (change.versions.length > 0) this.#versions.set(name, change.versions);
      else this.#versions.delete(name);
      for (const locale of locales) this.#locales[locale].replace(change);
    }
    for (const locale of locales) this.#locales[locale].settle();
  }
}

/** The paths of all pages but the later ones of lists, and who asked for which. */
export class PagePaths {
  readonly #fixed = new Set([
    '/',
    ...locales.flatMap((locale) => [
      homePath(locale),
      ...[undefined, ...listedTypes].flatMap((type) => [
        feedPath(locale, type, 'rss'),
        feedPath(locale, type, 'json'),
      ]),
      searchPath(locale),
      ...listedTypes.map((type) => listPath(locale, type)),
    ]),
  ]);
  /** Counted: while slugs are exchanged two documents may share a path for a moment. */
  readonly #documents = new Map<string, number>();
  readonly #cells = new Map<string, Cell>();
  readonly #revokedCell = new Cell();
  #revoked: readonly Revocation[] = [];

  has(path: string): boolean {
    const cell = this.#cells.get(path) ?? new Cell();
    this.#cells.set(path, cell);
    note(cell);
    return this.#fixed.has(path) || this.#documents.has(path);
  }

  /** The addresses that were taken away, and that no other page has got since. */
  revoked(): string[] {
    note(this.#revokedCell);
    return this.#revoked.map(({ path }) => path).filter((path) => !this.has(path));
  }

  revoke(revoked: readonly Revocation[]): void {
    if (revoked === this.#revoked) return;
    this.#revoked = revoked;
    touch(this.#revokedCell);
  }

  add(document: Document): void {
    this.#count(document, 1);
  }

  remove(document: Document): void {
    this.#count(document, -1);
  }

  #count(document: Document, difference: number): void {
    const path = pathOf(document);
    if (path === null) return;
    const count = (this.#documents.get(path) ?? 0) + difference;
    if (count > 0) this.#documents.set(path, count);
    else this.#documents.delete(path);
    const cell = this.#cells.get(path);
    if (cell) touch(cell);
  }
}

/** Where a document has a page. The settings have one where they say how to give money. */
function pathOf(document: Document): string | null {
  const { locale } = document;
  if (document.type === 'site-settings') return document.donation && donatePath(locale);
  return documentPath(locale, document.type, document.slug);
}

function nameOf({ type, documentId }: { readonly type: string; readonly documentId: string }): string {
  return `${type} ${documentId}`;
}
