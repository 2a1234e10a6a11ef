import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { linksOf, sitemapLocations } from './links.ts';
import { parseManifest } from '../release-store.ts';
import { manifestTrouble, neededPages, sitemapIndex } from './verify-state.ts';
import { xmlTrouble } from './verify-xml.ts';

/** What was found in a tree. */
export interface Verdict {
  /** HTML pages. */
  readonly pages: number;
  /** What is wrong, one sentence each; empty when the tree may go live. */
  readonly problems: string[];
}

/** The file that a problem is about: every sentence of a verdict begins with it. */
export function fileOfProblem(problem: string): string {
  return problem.split(' ', 1)[0] ?? '';
}

/** How many problems are told by name before the rest is only counted. */
const told = 8;

/** Says the problems of a verdict in a few lines. */
export function tellProblems(problems: readonly string[]): string {
  const more = problems.length - told;
  return [...problems.slice(0, told), ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n');
}

/**
 * Reads a built tree as a reader's browser would and says what does not hold: pages that must exist,
 * addresses of the sitemaps, links and assets of every page, XML that is none, empty files. Reads
 * everything; `TreeVerifier` comes to the same by reading what changed.
 * @param siteUrl the site's own origin: full addresses that begin with it are internal too.
 */
export function verifyTree(folder: string, siteUrl: string): Verdict {
  const files = filesOf(folder);
  const problems: string[] = [];
  const origin = new URL(siteUrl).origin;
  const exists = (path: string) => files.has(path.endsWith('/') ? `${path}index.html` : path);

  for (const path of neededPages) if (!files.has(path)) problems.push(`${path} is missing.`);
  if (!files.has('/release.json') || !parseManifest(readFileSync(join(folder, 'release.json'), 'utf8')))
    problems.push(manifestTrouble);
  for (const [path, size] of files) if (size === 0) problems.push(`${path} is empty.`);

  /** Answers for one address as written in `from`; remembered, since menus repeat on every page. */
  const answers = new Map<string, boolean>();
  const leadsNowhere = (address: string, from: string): boolean => {
    const relative = !address.startsWith('/') && !/^[a-z][a-z0-9+.-]*:/i.test(address);
    const key = relative ? `${from}\n${address}` : address;
    let answer = answers.get(key);
    if (answer === undefined) answers.set(key, (answer = !holds(address, from)));
    return answer;
  };
  const holds = (address: string, from: string): boolean => {
    const url = URL.parse(address, origin + from);
    if (!url) return false;
    if (url.origin !== origin) return true;
    try {
      return exists(decodeURIComponent(url.pathname));
    } catch {
      return false;
    }
  };

  let pages = 0;
  for (const path of files.keys()) {
    if (/\.html$/.test(path)) pages += 1;
    if (!/\.(html|css|xml)$/.test(path)) continue;
    const text = readFileSync(join(folder, path), 'utf8');
    const from = path.replace(/index\.html$/, '');
    const trouble = path.endsWith('.xml') ? xmlTrouble(text) : undefined;
    if (trouble) problems.push(`${path} ${trouble}.`);
    for (const address of new Set(linksOf(path, text)))
      if (leadsNowhere(address, from)) problems.push(`${path} leads to ${address}, which is not there.`);
  }
  problems.push(...checkSitemaps(folder, files, (address) => !leadsNowhere(address, '/')));
  return { pages, problems };
}

function checkSitemaps(folder: string, files: Files, holds: (address: string) => boolean): string[] {
  const index = sitemapIndex;
  if (!files.has(index)) return [`${index} is missing.`];
  const problems: string[] = [];
  for (const sitemap of new Set(sitemapLocations(readFileSync(join(folder, index), 'utf8')))) {
    const path = URL.parse(sitemap)?.pathname ?? sitemap;
    if (!files.has(path)) {
      problems.push(`${index} names ${sitemap}, which is not there.`);
      continue;
    }
    const pages = new Set(sitemapLocations(readFileSync(join(folder, path), 'utf8')));
    if (pages.size === 0) problems.push(`${path} names no page.`);
    for (const page of pages) if (!holds(page)) problems.push(`${path} names ${page}, which is not there.`);
  }
  return problems;
}

/** Size by path, `/en/index.html`. */
type Files = ReadonlyMap<string, number>;

function filesOf(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, number>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(file.slice(folder.length).split(sep).join('/'), statSync(file).size);
  }
  return files;
}
