import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The part of /status that the gauges show; what a status does not say is unknown, and shown as NaN. */
export interface Scraped {
  /** Requests that no look has taken up yet. */
  readonly pending?: number;
  readonly queued?: boolean;
  readonly building?: { readonly since: string } | null;
  readonly log?: Position | null;
  readonly live?: (Position & { readonly builtAt: string }) | null;
  readonly releases?: readonly unknown[];
  readonly error?: { readonly kind: string } | null;
  readonly hold?: { readonly kind: string } | null;
  readonly quarantined?: readonly { readonly missing?: boolean }[];
  readonly deferred?: readonly unknown[];
  readonly damage?: object | null;
  readonly remote?: { readonly state: string } | null;
  readonly renderer?: { readonly pages: number; readonly rssMb: number };
}

interface Position {
  readonly revision: number;
  readonly log?: string;
}

/** What a release that went live took. */
export interface Released {
  /** From the look at the log to the switch. Seconds. */
  readonly seconds: number;
  /** Seconds by phase, as far as they were measured. */
  readonly phases?: Readonly<Partial<Record<Phase, number>>>;
  /** Pages in it; of these newly rendered; and those that the release before had and it has not. */
  readonly pages: number;
  readonly rendered?: number;
  readonly removed?: number;
}

export const phases = ['pull', 'plan', 'render', 'write', 'verify', 'switch'] as const;
export type Phase = (typeof phases)[number];

/** How hooks end: only `taken` ones wake the publisher. */
export const hookOutcomes = ['taken', 'repeated', 'unsigned', 'expired', 'unknown', 'oversized'] as const;
export type HookOutcome = (typeof hookOutcomes)[number];

const results = ['unchanged', 'published', 'dispatched', 'held', 'failed', 'away'];
const buckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900];

/** The publisher's numbers, in Prometheus' text format. Each has a registry of its own. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #rounds = this.#counter('rounds_total', 'Looks at log and live site, by how they ended', 'result');
  readonly #hooks = this.#counter('hooks_total', 'Hooks that came, by what became of them', 'outcome');
  readonly #rendered = this.#counter('pages_rendered_total', 'Pages that releases rendered anew');
  readonly #removed = this.#counter('pages_removed_total', 'Pages that releases took away');
  readonly #seconds = new Histogram({
    name: 'samleng_publish_seconds',
    help: 'What it took to put a release live, from the look at the log to the switch',
    buckets,
    registers: [this.#registry],
  });
  readonly #phases = new Histogram({
    name: 'samleng_publish_phase_seconds',
    help: 'What each phase of putting a release live took',
    labelNames: ['phase'],
    buckets,
    registers: [this.#registry],
  });
  readonly #pages = this.#gauge('pages', 'Pages of the release that went live last');
  readonly #gauges = {
    pending: this.#gauge('queue_pending', 'Requests that wait for the next look at the log'),
    building: this.#gauge('building_seconds', 'How long the running publish has been at it; 0 when none is'),
    log: this.#gauge('log_revision', "The last number of the CMS's publication log, as last seen"),
    live: this.#gauge('live_revision', 'The revision that readers get'),
    lag: this.#gauge('revision_lag', 'How many publications readers do not see yet'),
    age: this.#gauge('live_release_age_seconds', 'Seconds since the live release was built'),
    releases: this.#gauge('releases', 'Releases kept on this machine'),
    held: this.#gauge('held', '1 while a guard or a rollback holds releases back'),
    quarantined: this.#gauge('quarantined_documents', 'Published documents that the site could not take in'),
    deferred: this.#gauge(
      'deferred_failed',
      'What should have followed the pages and cannot be made: the search index, the share images',
    ),
    missing: this.#gauge('missing_files_documents', 'Of these, those that show a file which the CMS lacks'),
    damaged: this.#gauge('damaged', '1 while live files are not as they were made'),
    rendererRss: this.#gauge('renderer_rss_bytes', 'Resident memory of the renderer'),
    rss: this.#gauge('publisher_rss_bytes', 'Resident memory of the publisher'),
  };
  readonly #trouble = this.#gauge('trouble', '1 for the kind of trouble that the publisher is in', 'kind');
  readonly #remote = this.#gauge('remote', "1 for the state of GitHub's publish workflow", 'state');

  readonly contentType = this.#registry.contentType;

  constructor() {
    // A series that is there from the start lets rate() see its first step.
    for (const result of results) this.#rounds.inc({ result }, 0);
    for (const outcome of hookOutcomes) this.#hooks.inc({ outcome }, 0);
    for (const phase of phases) this.#phases.zero({ phase });
    this.#pages.set(NaN);
  }

  /** Counts a look at log and live site: `unchanged`, `published`, `failed` … */
  round(result: string): void {
    this.#rounds.inc({ result });
  }

  /** Counts a hook. */
  hook(outcome: HookOutcome): void {
    this.#hooks.inc({ outcome });
  }

  /** Notes a release that went live. */
  release({ seconds, phases: measured = {}, pages, rendered = 0, removed = 0 }: Released): void {
    this.#seconds.observe(seconds);
    for (const [phase, value] of Object.entries(measured)) this.#phases.observe({ phase }, value);
    this.#pages.set(pages);
    this.#rendered.inc(rendered);
    this.#removed.inc(removed);
  }

  /** Everything, as Prometheus reads it. */
  async text(status: Scraped, now = Date.now()): Promise<string> {
    this.#look(status, now);
    return this.#registry.metrics();
  }

  #look(status: Scraped, now: number): void {
    const { log, live, building, renderer, error, remote } = status;
    const gauges = this.#gauges;
    gauges.pending.set(status.pending ?? Number(status.queued ?? false));
    gauges.building.set(building ? secondsSince(building.since, now) : 0);
    gauges.log.set(log?.revision ?? NaN);
    gauges.live.set(live?.revision ?? NaN);
    gauges.lag.set(lagOf(log, live));
    gauges.age.set(live ? secondsSince(live.builtAt, now) : NaN);
    gauges.releases.set(status.releases?.length ?? NaN);
    gauges.held.set(status.hold ? 1 : 0);
    gauges.deferred.set(status.deferred?.length ?? NaN);
    gauges.damaged.set(status.damage ? 1 : 0);
    gauges.quarantined.set(status.quarantined?.length ?? NaN);
    gauges.missing.set(status.quarantined?.filter(({ missing }) => missing).length ?? NaN);
    gauges.rendererRss.set(renderer ? renderer.rssMb * 1024 * 1024 : NaN);
    gauges.rss.set(process.memoryUsage.rss());
    if (renderer && renderer.pages > 0) this.#pages.set(renderer.pages);
    for (const kind of ['failed', 'away', 'incomplete'])
      this.#trouble.set({ kind }, Number(error?.kind === kind));
    for (const state of ['dispatched', 'running', 'failed'])
      this.#remote.set({ state }, Number(remote?.state === state));
  }

  #counter(name: string, help: string, ...labelNames: string[]): Counter {
    return new Counter({ name: `samleng_${name}`, help, labelNames, registers: [this.#registry] });
  }

  #gauge(name: string, help: string, ...labelNames: string[]): Gauge {
    return new Gauge({ name: `samleng_${name}`, help, labelNames, registers: [this.#registry] });
  }
}

/** NaN while the CMS has not been seen; all of it when what is live belongs to another log. */
function lagOf(log: Position | null | undefined, live: Position | null | undefined): number {
  if (!log) return NaN;
  const isSame = live && (live.log ?? log.log) === log.log;
  return isSame ? Math.max(log.revision - live.revision, 0) : log.revision;
}

function secondsSince(at: string, now: number): number {
  return Math.max((now - Date.parse(at)) / 1000, 0);
}
