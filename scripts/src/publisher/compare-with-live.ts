import { releasePath, revokedPath } from '@samleng/shared';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, messageOf } from '../cli.ts';
import { readJson } from '../files.ts';
import { parseManifest, type Manifest } from '../release-store.ts';
import { judgeCollapse } from './guard.ts';
import { sitemapLocations } from './links.ts';
import { sitemapIndex } from './verify-state.ts';

/** The exit code that says: try again later. The site's own build has the same. */
const temporary = 75;
/** The older pages of a list come and go with what is listed. */
const olderPage = /\/page\/\d+\/$/;

/**
 * Judges a build like a release of our own: against the pages that readers can open now, as the live
 * site's sitemaps name them. For builds that are deployed elsewhere, where no release is kept.
 * @param pauses between attempts to ask the live site, in milliseconds.
 * @returns how it went, in a sentence.
 * @throws Failure when too many pages would vanish, or when the live site cannot be asked now (75).
 */
export async function compareWithLive(
  folder: string,
  siteUrl: string,
  pauses: readonly number[] = [1000, 5000],
): Promise<string> {
  const ask = (path: string) => askLive(siteUrl, path, pauses);
  const live = parseManifest((await ask(releasePath)) ?? '');
  if (!live) return `Nothing of ours is live at ${siteUrl} yet: there is nothing to compare with.`;
  const before = await pagesOf(async (path) => {
    const text = await ask(path);
    if (text === undefined) throw unknown(siteUrl, `${path} is not there`);
    return text;
  });
  const after = await pagesOf((path) => readFileSync(join(folder, path), 'utf8'));
  const gone = [...before].filter((path) => !after.has(path));
  const revoked = revokedSince(live, folder);
  const withdrawn = gone.filter((path) => revoked.has(digestOf(path))).length;
  const lost = gone.length;
  const reason = judgeCollapse({ pagesBefore: before.size, pagesAfter: after.size, lost, withdrawn });
  if (reason !== undefined)
    throw new Failure(
      `This build is not to be deployed: ${reason} Or run the workflow by hand with "force".`,
    );
  return `${lost} of ${before.size} live pages go, ${withdrawn} of them were taken back.`;
}

/** The addresses of a site's pages, by its sitemaps. */
async function pagesOf(read: (path: string) => string | Promise<string>): Promise<Set<string>> {
  const pages = new Set<string>();
  for (const sitemap of sitemapLocations(await read(sitemapIndex)))
    for (const page of sitemapLocations(await read(pathOf(sitemap))))
      if (!olderPage.test(page)) pages.add(pathOf(page));
  return pages;
}

/** What was taken back, as digests; nothing where the build's log does not go on from what is live. */
function revokedSince(live: Manifest, folder: string): ReadonlySet<unknown> {
  const built = parseManifest(readFileSync(join(folder, releasePath), 'utf8'));
  if (!built || built.log !== live.log || built.revision < live.revision) return new Set();
  const { pages } = (readJson(join(folder, revokedPath)) ?? {}) as { pages?: readonly unknown[] };
  return new Set(pages);
}

/** An address as /revoked.json names it. */
function digestOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}

function pathOf(address: string): string {
  return URL.parse(address)?.pathname ?? address;
}

/** What the live site has under a path; undefined when there is nothing. */
async function askLive(
  siteUrl: string,
  path: string,
  pauses: readonly number[],
): Promise<string | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    let trouble: string;
    try {
      // The query passes by caches that would answer with the release before.
      const response = await fetch(`${siteUrl}${path}?at=${Date.now()}`, {
        signal: AbortSignal.timeout(30_000),
      });
      const text = await response.text();
      if (response.status === 404) return undefined;
      if (response.ok) return text;
      trouble = `${path} answers ${response.status}`;
    } catch (error) {
      trouble = messageOf(error);
    }
    const pause = pauses[attempt];
    if (pause === undefined) throw unknown(siteUrl, trouble);
    await sleep(pause);
  }
}

function unknown(siteUrl: string, trouble: string): Failure {
  return new Failure(
    `Which pages are live at ${siteUrl} cannot be known now: ${trouble}. ` +
      'Run it again later; or by hand with "force", where no site is to be expected yet.',
    temporary,
  );
}
