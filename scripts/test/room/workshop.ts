import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hookPath, signHook, type PublishEvent } from '@samleng/shared';
import { toEnvironment, type Environment } from '../../src/environment.ts';
import type { RendererProgram } from '../../src/publisher/renderer-process.ts';
import type { Every } from '../../src/publisher/live-check.ts';
import { runPublisher, type RunningPublisher } from '../../src/publisher/serve.ts';
import { cmsToken, startFakeCms, type FakeCms } from './fake-cms.ts';
import type { Asked, Orders } from './fake-renderer.ts';

export const secret = 'a-secret-of-at-least-thirty-two-characters';
export const fakeRenderer: RendererProgram = [fileURLToPath(new URL('fake-renderer.ts', import.meta.url))];

/** A publisher with a CMS of its own and a build program that does as it is told, over a fresh folder. */
export interface Workshop {
  readonly cms: FakeCms;
  readonly environment: Environment;
  readonly log: string[];
  /** The revisions that the build program was run for, in order. */
  builds(): number[];
  /** What it was asked to publish into, in order. */
  asked(): Asked[];
  /** How often it was started. */
  starts(): number;
  /** What it was told to bring after the pages, in order. */
  follows(): string[];
  order(orders: Orders): void;
  /** @param patience how long it waits after a failed build, in milliseconds. */
  start(overrides?: Readonly<Record<string, string>>, patience?: number): Promise<RunningPublisher>;
  /** An hour goes by: the running publisher looks at the live files. */
  hourPasses(): Promise<void>;
  /** Sends a hook, signed rightly unless told otherwise. */
  hook(publisher: RunningPublisher, hook?: Partial<Hook>): Promise<Response>;
  /** The names of the kept releases, oldest first. */
  releases(): string[];
  live(): { revision: number; version: string } | undefined;
  end(): Promise<void>;
}

interface Hook {
  readonly body: string;
  readonly secret: string;
  readonly now: number;
  readonly delivery: string;
  readonly path: string;
}

export function eventBody(revision = 1): string {
  const event: PublishEvent = {
    event: 'publication',
    revision,
    log: 'log-one',
    type: 'article',
    documentId: 'one',
    locale: 'en',
    change: 'published',
  };
  return JSON.stringify(event);
}

export async function openWorkshop(): Promise<Workshop> {
  const folder = mkdtempSync(join(tmpdir(), 'samleng-workshop-'));
  const cms = await startFakeCms();
  const ordersFile = join(folder, 'orders.json');
  process.env['FAKE_RENDERER_ORDERS'] = ordersFile;
  process.env['CMS_TOKEN'] = cmsToken;
  const running: RunningPublisher[] = [];
  const log: string[] = [];
  const hourly = new Set<() => unknown>();
  const every: Every = (_, work) => {
    hourly.add(work);
    return { stop: () => void hourly.delete(work) };
  };
  const dataDir = join(folder, 'data');
  const linesOf = (kind: string) => {
    const file = `${ordersFile}.${kind}`;
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  };
  const values = (overrides: Readonly<Record<string, string>> = {}) => ({
    DATA_DIR: dataDir,
    CMS_URL: cms.url,
    CMS_TOKEN: cmsToken,
    PUBLISH_SECRET: secret,
    PUBLISH_INTERVAL: '3600',
    ...overrides,
  });
  return {
    cms,
    log,
    environment: toEnvironment(values()),
    builds: () => linesOf('runs').map(Number),
    asked: () => linesOf('asked').map((line) => JSON.parse(line) as Asked),
    starts: () => linesOf('starts').length,
    follows: () => linesOf('follows'),
    order: (orders) => writeFileSync(ordersFile, JSON.stringify(orders)),
    async start(overrides, patience = 300) {
      const environment = { ...toEnvironment(values(overrides)), publisherPort: 0 };
      const publisher = await runPublisher(environment, {
        log: (line) => log.push(line),
        program: fakeRenderer,
        backOff: { failed: [patience], away: [100] },
        every,
      });
      running.push(publisher);
      return publisher;
    },
    async hourPasses() {
      for (const work of hourly) await work();
    },
    async hook(publisher, hook = {}) {
      const { body = eventBody(), secret: key = secret, now = Date.now(), delivery, path = hookPath } = hook;
      const headers = await signHook(key, body, now, delivery);
      return fetch(`http://127.0.0.1:${publisher.port}${path}`, { method: 'POST', headers, body });
    },
    releases: () =>
      readdirSync(join(dataDir, 'releases'))
        .filter((name) => !name.startsWith('.'))
        .sort(),
    live() {
      const file = join(dataDir, 'current/release.json');
      return existsSync(file)
        ? (JSON.parse(readFileSync(file, 'utf8')) as { revision: number; version: string })
        : undefined;
    },
    async end() {
      for (const publisher of running) await publisher.close();
      await cms.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until `probe` is true. */
export async function until(
  what: string,
  probe: () => boolean | Promise<boolean>,
  seconds = 15,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await probe())) {
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
