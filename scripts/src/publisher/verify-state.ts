import { locales } from '@samleng/shared';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { isErrno } from '../files.ts';
import { parseManifest } from '../release-store.ts';
import { Addresses } from './verify-addresses.ts';
import { linksOf, sitemapLocations } from './links.ts';
import type { Verdict } from './verify.ts';
import { xmlTrouble } from './verify-xml.ts';

/** What is known of one file. Addresses by number. */
interface File {
  readonly isPage: boolean;
  /** What it leads to. */
  readonly leads: Int32Array;
  /** What it names as a sitemap; undefined where it names nothing. */
  readonly names?: Int32Array;
  /** What is wrong with the file itself. */
  readonly troubles: readonly string[];
}

const nothing = new Int32Array();
/** Most files of a tree: pictures, fonts, fragments of the search. One object for all. */
const plain: File = { isPage: false, leads: nothing, troubles: [] };

export const sitemapIndex = '/sitemap-index.xml';
export const neededPages = ['/index.html', '/404.html', ...locales.map((locale) => `/${locale}/index.html`)];
export const manifestTrouble = '/release.json is missing or does not state revision, builtAt and version.';

/**
 * What `verifyTree` finds in a tree, kept up to date file by file: which files there are, where each
 * leads, and how many lead to each address. Judging a change costs what changed, not what exists.
 */
export class TreeState {
  readonly #files = new Map<string, File>();
  readonly #addresses: Addresses;
  /** The sitemaps that the index names. */
  #listed: ReadonlySet<string> = new Set();
  readonly #ailing = new Set<string>();
  #pages = 0;
  /** What stood there before the change that is judged now. */
  #before = new Map<string, File | undefined>();

  constructor(siteUrl: string) {
    this.#addresses = new Addresses(siteUrl, (path) => this.#files.has(path));
  }

  /** Takes all files of a tree in; meant for a fresh state. */
  scan(folder: string): Verdict {
    for (const path of pathsOf(folder)) this.#set(path, this.#read(folder, path));
    return this.#verdict();
  }

  /** Takes changes in, until `accept` or `reject`. A changed file that is not there counts as removed. */
  check(folder: string, changed: readonly string[], removed: readonly string[]): Verdict {
    this.reject();
    for (const path of [...removed, ...changed].map(toPath)) {
      if (!this.#before.has(path)) this.#before.set(path, this.#files.get(path));
      this.#set(path, this.#read(folder, path));
    }
    return this.#verdict();
  }

  accept(): void {
    this.#before.clear();
  }

  reject(): void {
    for (const [path, file] of this.#before) this.#set(path, file);
    this.#before.clear();
  }

  #read(folder: string, path: string): File | undefined {
    const file = join(folder, path);
    const size = sizeOf(file);
    if (size === undefined) return undefined;
    const troubles = size === 0 ? [`${path} is empty.`] : [];
    if (path === '/release.json')
      return {
        ...plain,
        troubles: parseManifest(readFileSync(file, 'utf8')) ? troubles : [manifestTrouble, ...troubles],
      };
    if (!/\.(html|css|xml)$/.test(path)) return troubles.length > 0 ? { ...plain, troubles } : plain;
    const text = readFileSync(file, 'utf8');
    const from = path.replace(/index\.html$/, '');
    const leads = this.#addresses.numbers(linksOf(path, text), from);
    if (!path.endsWith('.xml')) return { isPage: path.endsWith('.html'), leads, troubles };
    const trouble = xmlTrouble(text);
    if (trouble) troubles.push(`${path} ${trouble}.`);
    const located = sitemapLocations(text);
    const names =
      path === sitemapIndex ? this.#addresses.sitemaps(located) : this.#addresses.numbers(located, '/');
    return { isPage: false, leads, troubles, ...(located.length > 0 && { names }) };
  }

  #set(path: string, file: File | undefined): void {
    const old = this.#files.get(path);
    if (old === file) return;
    if (old) this.#count(path, old, -1);
    if (file) this.#files.set(path, file);
    else this.#files.delete(path);
    if (!old !== !file) this.#addresses.appeared(path);
    if (file) this.#count(path, file, 1);
    if (path === sitemapIndex) this.#list(file);
  }

  #count(path: string, file: File, by: 1 | -1): void {
    this.#addresses.count(file.leads, by);
    if (path === sitemapIndex || this.#listed.has(path)) this.#addresses.count(file.names ?? nothing, by);
    if (file.isPage) this.#pages += by;
    if (by < 0 || file.troubles.length === 0) this.#ailing.delete(path);
    else this.#ailing.add(path);
  }

  /** Only what the index names is read as a sitemap. */
  #list(index: File | undefined): void {
    const before = this.#listed;
    const after = new Set([...(index?.names ?? [])].map((number) => this.#addresses.target(number)));
    const count = (path: string, by: 1 | -1) =>
      this.#addresses.count(this.#files.get(path)?.names ?? nothing, by);
    for (const path of before) if (!after.has(path)) count(path, -1);
    for (const path of after) if (!before.has(path)) count(path, 1);
    this.#listed = after;
  }

  #verdict(): Verdict {
    const problems: string[] = [];
    for (const path of neededPages) if (!this.#files.has(path)) problems.push(`${path} is missing.`);
    if (!this.#files.has('/release.json')) problems.push(manifestTrouble);
    if (!this.#files.has(sitemapIndex)) problems.push(`${sitemapIndex} is missing.`);
    for (const path of this.#ailing) problems.push(...(this.#files.get(path)?.troubles ?? []));
    for (const path of this.#listed)
      if (this.#files.has(path) && !this.#files.get(path)?.names) problems.push(`${path} names no page.`);
    if (this.#addresses.broken.size > 0) problems.push(...this.#broken());
    return { pages: this.#pages, problems };
  }

  /** Who leads to what is not there: a walk through all, since it happens seldom. */
  #broken(): string[] {
    const { broken } = this.#addresses;
    const problems: string[] = [];
    const tell = (path: string, verb: string, numbers: Int32Array) => {
      for (const number of numbers)
        if (broken.has(number))
          problems.push(`${path} ${verb} ${this.#addresses.address(number)}, which is not there.`);
    };
    for (const [path, { leads, names }] of this.#files) {
      tell(path, 'leads to', leads);
      if (path === sitemapIndex || this.#listed.has(path)) tell(path, 'names', names ?? nothing);
    }
    return problems;
  }
}

function toPath(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

function sizeOf(file: string): number | undefined {
  try {
    const stats = statSync(file);
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Every file below a folder, `/en/index.html`. */
function* pathsOf(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) yield join(entry.parentPath, entry.name).slice(folder.length).split(sep).join('/');
}
