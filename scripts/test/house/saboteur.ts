import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { CuttingProxy } from './cutting-proxy.ts';
import { liveRelease, logRevision, statusOf } from './live-site.ts';
import type { House } from './running-house.ts';
import type { SmallDisk } from './small-disk.ts';

/** What goes wrong before a step, and how long the house is given before the blow falls. */
export interface Mishap {
  readonly what: 'nothing' | 'kill publisher' | 'kill its child' | 'kill cms' | 'cut pulls';
  /** Milliseconds. */
  readonly after: number;
  /** How long it lasts: until somebody starts the process again, or the line is mended. Milliseconds. */
  readonly lasts: number;
}

export const randomMishap: fc.Arbitrary<Mishap> = fc.record({
  what: fc.oneof(
    { weight: 82, arbitrary: fc.constant<Mishap['what']>('nothing') },
    { weight: 6, arbitrary: fc.constant<Mishap['what']>('kill publisher') },
    { weight: 5, arbitrary: fc.constant<Mishap['what']>('kill its child') },
    { weight: 3, arbitrary: fc.constant<Mishap['what']>('kill cms') },
    { weight: 4, arbitrary: fc.constant<Mishap['what']>('cut pulls') },
  ),
  after: fc.nat(1500),
  lasts: fc.nat(2500),
});

/** What was done to the house. */
export interface Damage {
  publisherKills: number;
  childKills: number;
  cmsKills: number;
  /** Processes that ended without having been killed, and were started again. */
  ownEnds: number;
  diskFull: number;
  putBack: number;
  /** What the publisher said while the disk was full. */
  diskWords: string;
}

interface Options {
  readonly house: House;
  readonly lines: CuttingProxy;
  readonly disk: SmallDisk;
  /** What each process is started with. */
  readonly overrides: Readonly<Record<'cms' | 'publisher', NodeJS.ProcessEnv>>;
}

/** Breaks a running house, and stands for the supervisor that starts again what has ended. */
export class Saboteur {
  readonly damage: Damage = {
    publisherKills: 0,
    childKills: 0,
    cmsKills: 0,
    ownEnds: 0,
    diskFull: 0,
    putBack: 0,
    diskWords: '',
  };
  readonly #options: Options;
  /** One thing at a time for each target. */
  readonly #busy = new Map<string, Promise<void>>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Lets a mishap take its course beside everything else. Does nothing while the same target still suffers. */
  start({ what, after, lasts }: Mishap): void {
    if (what === 'kill publisher') this.#alone('publisher', () => this.#kill('publisher', after, lasts));
    if (what === 'kill cms') this.#alone('cms', () => this.#kill('cms', after, lasts));
    if (what === 'kill its child') this.#alone('publisher', () => this.#killChild(after));
    if (what === 'cut pulls') this.#alone('lines', () => this.#cut(after, lasts));
  }

  /** Leaves no room for a release until the publisher has said so, then makes room again. */
  fillDisk(): void {
    const { disk, house } = this.#options;
    this.#alone('disk', async () => {
      disk.fill();
      this.damage.diskFull += 1;
      const deadline = Date.now() + 120_000;
      while (!this.damage.diskWords && Date.now() < deadline) {
        // Whatever else frees a little room must not help.
        disk.fill();
        const error = (await statusOf(house).catch(() => undefined))?.error;
        if (error?.kind === 'failed') this.damage.diskWords = error.message.split('\n')[0] ?? '';
        await sleep(100);
      }
      disk.free();
    });
  }

  /** Makes a copy of the database while the CMS works, as a backup does. */
  backUp(): void {
    const { database, backup } = this.#databases;
    rmSync(backup, { force: true });
    const open = new DatabaseSync(database);
    open.prepare('VACUUM INTO ?').run(backup);
    open.close();
  }

  /**
   * Puts the copy in the place of the database. The publisher hears nothing of the CMS until the numbers
   * of the log have passed those that readers see. Answers when the CMS works again.
   */
  async putBack(): Promise<void> {
    const { house, lines } = this.#options;
    await this.#idle('cms', 'lines');
    const { database, backup } = this.#databases;
    const { promise: done, resolve: setDone } = Promise.withResolvers<undefined>();
    this.#alone('lines', async () => {
      lines.cut = true;
      await done;
      const deadline = Date.now() + 300_000;
      const hasPassed = async () => (await logRevision(house)) > (await liveRelease(house)).revision;
      while (Date.now() < deadline && !(await hasPassed().catch(() => false))) await sleep(200);
      lines.cut = false;
    });
    this.#alone('cms', async () => {
      await house.stop('cms');
      for (const file of [database, `${database}-wal`, `${database}-shm`]) rmSync(file, { force: true });
      cpSync(backup, database);
      await this.#startAgain('cms');
      this.damage.putBack += 1;
      setDone(undefined);
    });
    await this.#idle('cms');
  }

  get #databases() {
    const { dataDir } = this.#options.house;
    return {
      database: join(dataDir, 'database', 'samleng.sqlite'),
      backup: join(dataDir, 'backup.sqlite'),
    };
  }

  async #idle(...targets: string[]): Promise<void> {
    for (const target of targets) while (this.#busy.has(target)) await this.#busy.get(target);
  }

  /** The ids of the publisher's processes. */
  publisherFamily(): number[] {
    const pid = this.#options.house.pidOf('publisher');
    return pid === undefined ? [] : [pid, ...descendantsOf(pid)];
  }

  /** Waits until everything that was broken has been mended. */
  async rest(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy.values());
  }

  #alone(target: string, work: () => Promise<void>): void {
    if (this.#busy.has(target)) return;
    this.#busy.set(
      target,
      work().finally(() => this.#busy.delete(target)),
    );
  }

  async #kill(role: 'cms' | 'publisher', after: number, lasts: number): Promise<void> {
    const { house } = this.#options;
    await sleep(after);
    const pid = house.pidOf(role);
    // Children have groups of their own; a supervisor's control group takes them all along.
    const family = pid === undefined ? [] : [pid, ...descendantsOf(pid)];
    await house.stop(role, 'SIGKILL');
    for (const each of family) signal(each);
    this.damage[role === 'cms' ? 'cmsKills' : 'publisherKills'] += 1;
    await sleep(lasts);
    await this.#startAgain(role);
  }

  async #startAgain(role: 'cms' | 'publisher'): Promise<void> {
    const { house, overrides } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await house.start(role, overrides[role]);
      } catch (error) {
        this.damage.ownEnds += 1;
        if (attempt === 10) throw error;
        await house.stop(role, 'SIGKILL');
        await sleep(1000);
      }
    }
  }

  async #killChild(after: number): Promise<void> {
    await sleep(after);
    const pid = this.#options.house.pidOf('publisher');
    const [child] = pid === undefined ? [] : descendantsOf(pid);
    if (child === undefined) return;
    signal(child);
    this.damage.childKills += 1;
  }

  async #cut(after: number, lasts: number): Promise<void> {
    const { lines } = this.#options;
    await sleep(after);
    lines.cut = true;
    await sleep(lasts);
    lines.cut = false;
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went with the others.
  }
}

/** The processes that a process has started, and theirs; children before grandchildren. */
export function descendantsOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The name of the program may hold anything, brackets too; after it come state and parent.
        const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        return [];
      }
    });
  const found: number[] = [];
  for (let level = [pid]; level.length > 0;) {
    level = parents.filter(({ parent }) => level.includes(parent)).map((each) => each.pid);
    found.push(...level);
  }
  return found;
}
