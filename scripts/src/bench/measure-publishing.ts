import { setTimeout as sleep } from 'node:timers/promises';
import { documentPath, type DocumentOf, locales, releasePath } from '@samleng/shared';
import type { BenchHouse } from './bench-house.ts';
import { corpusDocuments, type CorpusOptions } from './corpus.ts';
import { benchTopic, idOf } from './corpus-plan.ts';
import { type Editor, signIn } from './editor.ts';
import { closeReader, readPage, untilLive } from './live-site.ts';
import { untilIdle } from './publisher-watch.ts';
import { type Series, toSeries } from './series.ts';

export interface PublishFigures {
  /** Seconds from the CMS's answer to the live site, as in all of these. One article, edited. */
  readonly publish: Series;
  /** The topic on 250 articles, in both languages. */
  readonly rename: Series;
  /** One article, until its address answers 404. */
  readonly unpublish: Series;
}

const runs = { publish: 7, rename: 3, unpublish: 3 };

/** Between two measurements, for what goes on unasked: files that are written, memory that is freed. Milliseconds. */
const rest = 700;

type Article = Pick<DocumentOf<'article'>, 'documentId' | 'slug' | 'body' | 'topics' | 'locale'>;

interface Scene {
  readonly house: BenchHouse;
  readonly editor: Editor;
  readonly articles: readonly Article[];
  readonly report: (line: string) => void;
}

/** Edits, renames and unpublishes through the admin of a running house, and watches the live site. */
export async function measurePublishing(
  house: BenchHouse,
  corpus: CorpusOptions,
  report: (line: string) => void,
): Promise<PublishFigures> {
  const articles = [...corpusDocuments(corpus)].flatMap((document) =>
    document.type === 'article' ? [document] : [],
  );
  const editor = await signIn(house.cmsUrl, house.admin.email, house.admin.password);
  const scene: Scene = { house, editor, articles, report };
  const english = articles.filter(({ locale }) => locale === 'en');
  const chosen = spread(english, runs.publish + runs.unpublish);
  try {
    return {
      publish: await repeat(scene, 'publish → live', runs.publish, (run) =>
        publishOnce(scene, chosen[run], run),
      ),
      rename: await repeat(scene, 'rename → live', runs.rename, (run) => renameOnce(scene, run)),
      unpublish: await repeat(scene, 'unpublish → live', runs.unpublish, (run) =>
        unpublishOnce(scene, chosen[runs.publish + run]),
      ),
    };
  } finally {
    closeReader();
  }
}

async function repeat(
  { house, report }: Scene,
  what: string,
  times: number,
  measure: (run: number) => Promise<number>,
): Promise<Series> {
  const seconds: number[] = [];
  for (let run = 0; run < times; run += 1) {
    await untilIdle(house.publisherUrl);
    await sleep(rest);
    const value = await measure(run);
    report(`${what}: ${value.toFixed(3)} s`);
    seconds.push(value);
  }
  return toSeries(seconds);
}

async function publishOnce({ house, editor }: Scene, article: Article | undefined, run: number) {
  const { documentId, slug, body } = needed(article);
  const title = `Edited for the measurement, number ${run + 1}`;
  const url = house.siteUrl + documentPath('en', 'article', slug);
  await expectPage(url, title, false);
  await editor.write('article', documentId, 'en', { title, body: `${body}\n\nOne paragraph more.` });
  await editor.press('publish', 'article', documentId, 'en');
  return untilLive(performance.now(), `${url} shows “${title}”`, async () => shows(url, title));
}

async function renameOnce({ house, editor, articles }: Scene, run: number) {
  const topic = idOf('topic', benchTopic.number);
  const names = { en: `Renamed ${run + 1}`, km: `ប្តូរឈ្មោះលើកទី ${run + 1}` };
  const on = articles.filter(({ topics }) => topics.includes(topic));
  const urls = on.map(({ locale, slug }) => house.siteUrl + documentPath(locale, 'article', slug));
  // One page of each language tells; the release is whole or not there.
  const watched = locales.map((locale) => {
    const at = on.findIndex((article) => article.locale === locale);
    return { url: urls[at] ?? '', name: names[locale] };
  });
  for (const { url, name } of watched) await expectPage(url, name, false);
  const before = await liveRevision(house);
  for (const locale of locales) await editor.write('topic', topic, locale, { name: names[locale] });
  await editor.publishAll('topic', topic, locales);
  const seconds = await untilLive(performance.now(), `the topic is called “${names.en}”`, async () => {
    for (const { url, name } of watched) if (!(await shows(url, name))) return false;
    return (await liveRevision(house)) > before;
  });
  for (const [index, { locale }] of on.entries()) await expectPage(urls[index] ?? '', names[locale], true);
  return seconds;
}

async function unpublishOnce({ house, editor }: Scene, article: Article | undefined) {
  const { documentId, slug } = needed(article);
  const url = house.siteUrl + documentPath('en', 'article', slug);
  if ((await readPage(url)).status !== 200) throw new Error(`${url} is not live before it is unpublished.`);
  await editor.press('unpublish', 'article', documentId, 'en');
  const isGone = async () => (await readPage(url)).status === 404;
  return untilLive(performance.now(), `${url} answers 404`, isGone);
}

async function liveRevision({ siteUrl }: BenchHouse): Promise<number> {
  const { text } = await readPage(siteUrl + releasePath);
  return (JSON.parse(text) as { revision: number }).revision;
}

async function shows(url: string, words: string): Promise<boolean> {
  const { status, text } = await readPage(url);
  // The site puts break opportunities between Khmer words.
  return status === 200 && text.replaceAll('<wbr>', '').includes(words);
}

/** A measurement that could not fail would measure nothing. */
async function expectPage(url: string, words: string, expected: boolean): Promise<void> {
  if ((await shows(url, words)) !== expected)
    throw new Error(`${url} ${expected ? 'does not show' : 'already shows'} “${words}”.`);
}

function spread<T>(values: readonly T[], count: number): T[] {
  return Array.from(
    { length: count },
    (_, index) => values[Math.floor(((index + 0.5) * values.length) / count)],
  ).filter((value) => value !== undefined);
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The corpus holds too few articles for this measurement.');
  return value;
}
