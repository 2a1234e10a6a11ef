// Stands in for site/src/renderer.ts, with the same orders and words. A file named by
// FAKE_RENDERER_ORDERS tells it how to behave, and each publish leaves a line in the file beside it.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { QuarantinedVersion, RenderedManifest, RendererOrder, RendererWord } from '@samleng/shared';
import { writeTree } from './tree.ts';

export interface Orders {
  /** Milliseconds that a publish takes. */
  readonly takes?: number;
  readonly fail?: string;
  /** Its code cannot be loaded. */
  readonly cannotStart?: string;
  /** So many pages beside those that every site has. */
  readonly more?: number;
  /** The failure is one that may pass by itself. */
  readonly temporary?: boolean;
  /** Ends the process in the middle. */
  readonly dies?: boolean;
  /** Leaves out or breaks something. */
  readonly breaks?: 'link' | 'page' | 'empty';
  /** So many pages vanish, of which so many were taken back. */
  readonly lost?: number;
  /** So many files are to follow the pages, one at a time, each after so many milliseconds. */
  readonly follows?: number;
  readonly followTakes?: number;
  /** It does not stop what follows when it is told to. */
  readonly isDeaf?: boolean;
  readonly withdrawn?: number;
  /** What breaks is one version's, and whole once that is put aside. */
  readonly hasCulprit?: boolean;
  /** Pages that were taken back. */
  readonly takenBack?: readonly string[];
  /** What should follow the pages and fails. */
  readonly followFails?: string;
}

const version = process.env['FAKE_RENDERER_VERSION'] ?? '0123456789ab';
const ordersFile = process.env['FAKE_RENDERER_ORDERS'] ?? '';
const { values } = parseArgs({ options: { 'preview-out': { type: 'string' } } });
const say = (word: RendererWord) => void process.send?.(word);

process.on('message', (order: RendererOrder) => {
  if (order.do === 'publish') void publish(order).then(say);
  if (order.do === 'withdraw') say(withdraw(order));
  if (order.do === 'follow') void follow(order).then(say);
  if (order.do === 'interrupt' && !readOrders().isDeaf) interrupt.abort();
});

const at = '2026-01-01T00:00:00.000Z';
let interrupt = new AbortController();
const readOrders = () =>
  (existsSync(ordersFile) ? JSON.parse(readFileSync(ordersFile, 'utf8')) : {}) as Orders;

function withdraw({ tree }: Extract<RendererOrder, { do: 'withdraw' }>): RendererWord {
  const base = JSON.parse(readFileSync(join(tree, 'release.json'), 'utf8')) as RenderedManifest;
  const manifest = { ...base, builtAt: new Date().toISOString() };
  const removed = (readOrders().takenBack ?? []).filter((file) => existsSync(join(tree, file)));
  for (const file of removed) rmSync(join(tree, file));
  const changed = removed.length > 0 ? ['/release.json'] : [];
  rmSync(join(tree, 'release.json'));
  writeFileSync(join(tree, 'release.json'), JSON.stringify(manifest));
  return { said: 'withdrawn', manifest, upTo: base, changed, removed };
}

async function follow({
  tree,
  without = [],
}: Extract<RendererOrder, { do: 'follow' }>): Promise<RendererWord> {
  const { follows = 0, followTakes = 0, followFails: companion } = readOrders();
  if (companion !== undefined && !without.includes(companion))
    return { said: 'failed', temporary: false, message: 'It cannot be made.', companion };
  const folder = join(tree, 'search-index');
  const there = existsSync(folder) ? readdirSync(folder).length : 0;
  const { version: _, ...base } = JSON.parse(
    readFileSync(join(tree, 'release.json'), 'utf8'),
  ) as RenderedManifest;
  const manifest = { ...base, builtAt: new Date().toISOString(), version };
  const word = { said: 'followed', manifest, removed: [], seconds: 0, rssMb: 50 } as const;
  const file = `/search-index/${there}.json`;
  if (there >= follows) return { ...word, changed: [], isDone: true };
  interrupt = new AbortController();
  appendFileSync(`${ordersFile}.follows`, `${file}\n`);
  // Some of it is written already when it is interrupted.
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(tree, file), '{}');
  await sleep(followTakes, undefined, { signal: interrupt.signal }).catch(() => undefined);
  rmSync(join(tree, 'release.json'));
  writeFileSync(join(tree, 'release.json'), JSON.stringify(manifest));
  return { ...word, changed: [file, '/release.json'], isDone: false };
}

/** What it was asked to publish into. */
export interface Asked {
  readonly live: string | null;
  readonly shown?: { readonly revision: number; readonly log: string };
  /** What the tree was before. */
  readonly copied?: number;
}

async function publish(order: Extract<RendererOrder, { do: 'publish' }>): Promise<RendererWord> {
  const { tree, live, shown } = order;
  const orders = readOrders();
  const before = join(tree, 'release.json');
  const copied = existsSync(before)
    ? (JSON.parse(readFileSync(before, 'utf8')) as RenderedManifest).revision
    : undefined;
  appendFileSync(`${ordersFile}.asked`, `${JSON.stringify({ live, shown, copied })}\n`);
  const response = await fetch(`${process.env['CMS_INTERNAL_URL']}/api/feed`, {
    headers: { authorization: `Bearer ${process.env['CMS_TOKEN']}` },
  });
  if (!response.ok) return { said: 'failed', temporary: true, message: 'The CMS is away.' };
  const { revision, log } = (await response.json()) as { revision: number; log: string };
  appendFileSync(`${ordersFile}.runs`, `${revision}\n`);
  await sleep(orders.takes ?? 0);
  if (orders.dies) process.kill(process.pid, 'SIGKILL');
  if (orders.fail) return { said: 'failed', temporary: orders.temporary ?? false, message: orders.fail };
  const manifest = { revision, builtAt: new Date().toISOString(), version, log };
  const siteUrl = process.env['SITE_URL'] ?? '';
  const removed = orders.breaks === 'page' && live !== null ? ['/en/articles/one/index.html'] : [];
  for (const file of removed) rmSync(join(tree, file));
  const { more = 0, hasCulprit = false } = orders;
  const isMended = hasCulprit && (order.blame?.files ?? []).some(({ file }) => file !== '');
  const breaks = isMended ? undefined : orders.breaks;
  const quarantined: QuarantinedVersion[] = isMended
    ? [{ type: 'article', documentId: 'one', locale: 'en', reason: order.blame?.files[0]?.reason ?? '', at }]
    : [];
  const changed = writeTree(tree, { ...manifest, siteUrl, breaks, more });
  return {
    said: 'rendered',
    manifest,
    changed,
    removed,
    pages: changed.filter((file) => file.endsWith('.html')).length,
    isWhole: live === null,
    documents: { lost: orders.lost ?? 0, withdrawn: orders.withdrawn ?? 0 },
    quarantined,
    seconds: { pull: 0, plan: 0, render: 0 },
    rssMb: 50,
  };
}

if (values['preview-out'])
  writeTree(join(values['preview-out']), { revision: 0, version, siteUrl: '', preview: true });
process.channel?.ref();
appendFileSync(`${ordersFile}.starts`, `${process.pid}\n`);
const { cannotStart } = readOrders();
if (cannotStart === undefined) say({ said: 'ready', version, seconds: 0, rssMb: 50 });
else {
  say({ said: 'failed', temporary: false, message: cannotStart });
  process.disconnect();
}
