// The renderer's process: a child of the publisher, which tells it what to do (see shared/src/renderer-protocol.ts).
import { parseArgs } from 'node:util';
import type { RendererOrder, RendererWord } from '@samleng/shared';
import { cpSync, existsSync } from 'node:fs';
import { codeVersion, contractVersion } from './code-version.ts';
import { makeCompanions } from './companions/companions.ts';
import { defaultRetry } from './content/retry.ts';
import { contentFolder } from './content/store.ts';
import { cmsInternalUrl, loadEnvFile, required, siteUrl } from './environment.ts';
import { ensureBundle, openBundle, previewIn } from './prerender/bundle.ts';
import { Renderer } from './renderer/renderer.ts';

const say = (word: RendererWord) => void process.send?.(word);
const onProgress = (text: string) => say({ said: 'progress', text });
const rssMb = () => Math.round(process.memoryUsage.rss() / 1024 / 1024);

if (!process.send) {
  console.error('The renderer is a part of the publisher: `pnpm start publisher` runs both.');
  process.exit(2);
}
process.once('disconnect', () => process.exit(0));
// Between two orders nothing but this channel keeps the process alive.
process.channel?.ref();

/** Orders come one after the other; those that come early wait until the code is loaded. */
let last: Promise<Renderer | undefined> = start().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  say({ said: 'failed', temporary: false, message: `The renderer could not start: ${message}` });
  process.exitCode = 1;
  process.disconnect();
  return undefined;
});

let interrupt = new AbortController();

process.on('message', (order: RendererOrder) => {
  // Not in its turn: it is meant for what goes on, or waits, right now.
  if (order.do === 'interrupt') return interrupt.abort();
  if (order.do === 'follow') interrupt = new AbortController();
  const { signal } = interrupt;
  last = last.then(async (renderer) => {
    if (!renderer) return undefined;
    if (order.do === 'publish') say(await renderer.publish(order));
    else if (order.do === 'follow') say(await renderer.follow(order, signal));
    else if (order.do === 'withdraw') say(await renderer.withdraw(order));
    else if (order.do === 'settle') renderer.settle(order.release);
    else renderer.discard();
    return renderer;
  });
});

async function start(): Promise<Renderer> {
  const started = performance.now();
  loadEnvFile();
  const { values } = parseArgs({ options: { 'preview-out': { type: 'string' } } });
  const version = codeVersion();
  const bundle = await openBundle(await ensureBundle(version));
  const previewOut = values['preview-out'];
  if (previewOut && !existsSync(previewOut))
    cpSync(previewIn(bundle.folder), previewOut, { recursive: true, verbatimSymlinks: true });
  const retry = { ...defaultRetry, attempts: 2, onRetry: onProgress };
  const renderer = new Renderer({
    bundle,
    version,
    contract: contractVersion(),
    siteUrl: siteUrl(),
    folder: contentFolder(),
    feed: { cmsUrl: cmsInternalUrl(), token: required('CMS_TOKEN'), retry },
    companions: makeCompanions(onProgress),
    onProgress,
  });
  const { quarantined } = renderer;
  say({ said: 'ready', version, seconds: (performance.now() - started) / 1000, rssMb: rssMb(), quarantined });
  return renderer;
}
