import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rollbackPath } from '../src/publisher/hooks.ts';
import type { Publisher } from '../src/publisher/publisher.ts';
import { readHold } from '../src/publisher/hold.ts';
import { hookLimit } from '../src/publisher/http.ts';
import { LocalTarget } from '../src/publisher/local-target.ts';
import { endRollback } from '../src/release-rollback.ts';
import { publisherStatus } from '@samleng/shared';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventBody, fakeRenderer, openWorkshop, until, type Workshop } from './room/workshop.ts';

// Real processes and servers: a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000 });

let workshop: Workshop;

/** What may be otherwise when a release is judged again. */
interface Anew {
  readonly version?: string;
  readonly siteUrl?: string;
  readonly forced?: boolean;
}

beforeEach(async () => {
  workshop = await openWorkshop();
});

afterEach(async () => {
  await workshop.end();
});

const leader = '/en/articles/one/index.html';
const isThere = (file: string) => existsSync(join(workshop.environment.dataDir, 'current', file));

const isLive = (revision: number) =>
  until(`revision ${revision} is live`, () => workshop.live()?.revision === revision);

describe('A hook', () => {
  it('is taken when signed, and its revision goes live', async () => {
    const publisher = await workshop.start();
    await isLive(1);
    const revision = workshop.cms.publish();
    expect((await workshop.hook(publisher, { body: eventBody(revision) })).status).toBe(202);
    await isLive(revision);
  });

  it('is refused unsigned, signed by another secret, altered, or out of time', async () => {
    const publisher = await workshop.start();
    const url = `http://127.0.0.1:${publisher.port}/hooks/publish`;
    expect((await fetch(url, { method: 'POST', body: eventBody() })).status).toBe(401);
    const other = 'another-secret-of-thirty-two-characters!';
    expect((await workshop.hook(publisher, { secret: other })).status).toBe(401);
    const old = await workshop.hook(publisher, { now: Date.now() - 6 * 60_000 });
    expect(old.status).toBe(401);
    expect(await old.text()).toContain('clocks');
  });

  it('is taken once, also by a publisher that was started again', async () => {
    const delivery = 'one-and-the-same';
    const first = await workshop.start();
    expect((await workshop.hook(first, { delivery })).status).toBe(202);
    expect((await workshop.hook(first, { delivery })).status).toBe(409);
    await first.close();
    const second = await workshop.start();
    expect((await workshop.hook(second, { delivery })).status).toBe(409);
  });

  it('is refused when it is too large, not of our making, or not sent by POST', async () => {
    const publisher = await workshop.start();
    expect((await workshop.hook(publisher, { body: 'x'.repeat(hookLimit + 1) })).status).toBe(413);
    expect((await workshop.hook(publisher, { body: '{"event":"else"}' })).status).toBe(400);
    const get = await fetch(`http://127.0.0.1:${publisher.port}/hooks/publish`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('A publisher', () => {
  it('makes two builds of a burst of twenty publishes', async () => {
    const publisher = await workshop.start();
    await isLive(1);
    workshop.order({ takes: 400 });
    let revision = 1;
    for (let n = 0; n < 20; n += 1) {
      revision = workshop.cms.publish();
      expect((await workshop.hook(publisher, { body: eventBody(revision) })).status).toBe(202);
      if (n === 0) await until('the first build runs', () => workshop.builds().length === 2);
    }
    await isLive(revision);
    expect(workshop.builds()).toEqual([1, 2, 21]);
  });

  it('builds what was published while it was away, and nothing when nothing was', async () => {
    const first = await workshop.start();
    await isLive(1);
    await first.close();
    workshop.cms.publish();
    const second = await workshop.start();
    await isLive(2);
    await second.close();
    const third = await workshop.start();
    await until('it has looked', () => third.publisher.status().round !== null);
    expect(third.publisher.status().round?.result).toBe('unchanged');
    expect(workshop.builds()).toEqual([1, 2]);
  });

  it('asks the CMS at its internal address, also before the public one leads anywhere', async () => {
    await workshop.start({
      CMS_URL: 'https://cms.samleng.invalid',
      CMS_INTERNAL_URL: workshop.cms.url,
    });
    await isLive(1);
  });

  it('notices a lost hook by its timer', async () => {
    await workshop.start({ PUBLISH_INTERVAL: '1' });
    await isLive(1);
    workshop.cms.publish();
    await isLive(2);
  });

  it('builds anew when the CMS has another log with the same number, and when the address changed', async () => {
    const first = await workshop.start();
    await isLive(1);
    workshop.cms.log = 'log-two';
    first.publisher.request();
    await until('it was built again', () => workshop.builds().length === 2);
    await until('it is done', () => first.publisher.status().state === 'idle');
    await first.close();
    const second = await workshop.start({ SITE_URL: 'http://elsewhere.localhost' });
    await until('it was built for the new address', () => workshop.builds().length === 3);
    await until('it is done', () => second.publisher.status().state === 'idle');
  });

  it('builds anew when it starts with other code', async () => {
    const first = await workshop.start();
    await isLive(1);
    await first.close();
    process.env['FAKE_RENDERER_VERSION'] = 'ba9876543210';
    const second = await workshop.start();
    await until('it was built again', () => workshop.live()?.version === 'ba9876543210');
    await until('it is done', () => second.publisher.status().state === 'idle');
    Reflect.deleteProperty(process.env, 'FAKE_RENDERER_VERSION');
    expect(workshop.builds()).toEqual([1, 1]);
  });

  it('whose disk is full names the folder, says what to do, and goes on by itself soon after there is room', async () => {
    // Any other failure of this revision would wait for ten minutes.
    const { publisher } = await workshop.start({}, 600_000);
    await isLive(1);
    // A part of the data folder may lie on another disk: Node names the file, which is gone by then.
    const { dataDir } = workshop.environment;
    const releases = join(dataDir, 'releases');
    workshop.order({ fail: `ENOSPC: no space left on device, copyfile '/a' -> '${releases}/gone/page'` });
    const revision = workshop.cms.publish();
    publisher.request();
    await until('it has failed', () => publisher.status().error !== null);
    const { error } = publisher.status();
    expect(error?.message).toContain(`The disk of ${releases} is full`);
    expect(error?.message).toMatch(/Make room: .* goes on by itself/);
    expect(Date.parse(error?.retryAt ?? '') - Date.now()).toBeLessThanOrEqual(5000);
    workshop.order({});
    await isLive(revision);
    await until('all is well', () => publisher.status().error === null);
  });

  it('leaves the live release when a build fails, says why, and heals by itself', async () => {
    const publisher = await workshop.start();
    await isLive(1);
    workshop.order({ fail: 'The picture of the programme is not a picture.' });
    workshop.cms.publish();
    publisher.publisher.request();
    await until('it says why', () => publisher.publisher.status().error !== null);
    expect(publisher.publisher.status()).toMatchObject({
      state: 'waiting',
      error: { kind: 'failed', message: 'The picture of the programme is not a picture.' },
    });
    expect(workshop.live()?.revision).toBe(1);
    expect(workshop.releases()).toHaveLength(1);
    workshop.order({});
    await isLive(2);
    await until('all is well', () => publisher.publisher.status().error === null);
  });

  it('does not try the revision that failed again for every hint, but does try a newer one', async () => {
    const { publisher, ...rest } = await workshop.start({}, 3_600_000);
    await isLive(1);
    workshop.order({ fail: 'No.' });
    workshop.cms.publish();
    publisher.request();
    await until('it has failed', () => publisher.status().error !== null);
    for (let n = 0; n < 5; n += 1) {
      const hint = await workshop.hook({ publisher, ...rest }, { body: eventBody(2) });
      const { ticket } = (await hint.json()) as { ticket: number };
      await until('it has looked', () => (publisher.status().round?.ticket ?? 0) >= ticket);
    }
    expect(workshop.builds()).toEqual([1, 2]);
    workshop.order({});
    workshop.cms.publish();
    publisher.request();
    await isLive(3);
  });

  it('tries again what failed after its pause when the clock was set back by 400 days meanwhile', async () => {
    const { publisher } = await workshop.start({}, 1000);
    await isLive(1);
    workshop.order({ fail: 'No.' });
    workshop.cms.publish();
    publisher.request();
    await until('it has failed', () => publisher.status().error !== null);
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 400 * 24 * 3_600_000);
    try {
      workshop.order({});
      await vi.waitUntil(() => workshop.live()?.revision === 2, { timeout: 15_000 });
    } finally {
      clock.mockRestore();
    }
  });

  it('does not load code that cannot be loaded again for every look', async () => {
    const first = await workshop.start();
    await isLive(1);
    await first.close();
    workshop.order({ cannotStart: 'The site has no such file.' });
    const { publisher, port } = await workshop.start({}, 3_600_000);
    await until('it has failed', () => publisher.status().error !== null);
    await until('the renderer has ended', async () => {
      const response = await fetch(`http://127.0.0.1:${port}/status`);
      return ((await response.json()) as { renderer: { state: string } }).renderer.state === 'off';
    });
    const starts = workshop.starts();
    for (let n = 0; n < 3; n += 1) {
      const ticket = publisher.request();
      await until('it has looked', () => (publisher.status().round?.ticket ?? 0) >= ticket);
    }
    expect(publisher.status().round).toMatchObject({
      result: 'failed',
      message: 'The site has no such file.',
    });
    expect(workshop.starts()).toBe(starts);
  });

  it('makes nothing while something is in the way of the link, and says what', async () => {
    const current = join(workshop.environment.dataDir, 'current');
    mkdirSync(current, { recursive: true });
    const { publisher } = await workshop.start();
    await until('it says so', () => publisher.status().error !== null);
    expect(publisher.status().error?.message).toBe(
      `${current} is not a link. Move it away; the publisher puts its link to the live release there.`,
    );
    expect([workshop.builds(), workshop.releases()]).toEqual([[], []]);
    rmSync(current, { recursive: true });
    await isLive(1);
  });

  it('waits for a CMS that is away, before and in the middle of a build', async () => {
    workshop.cms.down = true;
    const publisher = await workshop.start();
    await until('it waits', () => publisher.publisher.status().error?.kind === 'away');
    workshop.order({ fail: 'The CMS went away.', temporary: true });
    workshop.cms.down = false;
    await until('a build was tried', () => workshop.builds().length > 0);
    await until('it waits again', () => publisher.publisher.status().error?.message === 'The CMS went away.');
    workshop.order({});
    await isLive(1);
  });

  it.each(['link', 'page', 'empty'] as const)('does not put a tree with a broken %s live', async (breaks) => {
    const publisher = await workshop.start();
    await isLive(1);
    workshop.order({ breaks });
    workshop.cms.publish();
    publisher.publisher.request();
    await until('it is held', () => publisher.publisher.status().state === 'held');
    expect(publisher.publisher.status().round?.message).toMatch(
      /nowhere|articles\/one|picture\.123\.png is empty/,
    );
    expect(workshop.live()?.revision).toBe(1);
  });

  it('puts the version aside whose page is not whole, and everybody else goes live', async () => {
    const { publisher, port } = await workshop.start();
    await isLive(1);
    workshop.order({ breaks: 'link', hasCulprit: true });
    workshop.cms.publish();
    publisher.request();
    await isLive(2);
    const status = publisherStatus.parse(await (await fetch(`http://127.0.0.1:${port}/status`)).json());
    expect([status.state, status.hold]).toEqual(['idle', null]);
    expect(status.quarantined.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('leads to /en/nowhere/'),
    ]);
    // A small publish mends a small mistake.
    expect(workshop.asked().map(({ live }) => live !== null)).toEqual([false, true, true]);
  });

  it('takes down what was taken back while something else is held, and holds on', async () => {
    const { publisher } = await workshop.start();
    await isLive(1);
    workshop.order({ breaks: 'link', takenBack: [leader] });
    workshop.cms.publish();
    publisher.request();
    await until('it is held', () => publisher.status().state === 'held');
    expect([isThere(leader), workshop.live()?.revision]).toEqual([false, 1]);
    expect(readHold(workshop.environment.dataDir)?.kind).toBe('guard');
    // … and goes on from there.
    workshop.order({});
    workshop.cms.publish();
    publisher.request();
    await isLive(3);
  });

  it('takes down what was taken back while too many pages would vanish', async () => {
    const { publisher } = await workshop.start();
    await isLive(1);
    workshop.order({ lost: 40, withdrawn: 1, takenBack: [leader] });
    workshop.cms.publish();
    publisher.request();
    await until('it is held', () => publisher.status().state === 'held');
    expect([isThere(leader), workshop.live()?.revision]).toEqual([false, 1]);
  });

  it('takes down what was taken back while the site is rolled back, also when it is started again', async () => {
    const running = await workshop.start();
    await isLive(1);
    workshop.cms.publish();
    running.publisher.request();
    await isLive(2);
    await workshop.hook(running, { body: '{"event":"rollback"}', path: rollbackPath });
    expect(isThere(leader)).toBe(true);
    workshop.order({ takenBack: [leader] });
    workshop.cms.publish();
    running.publisher.request();
    await until('it is held', () => running.publisher.status().state === 'held');
    expect([isThere(leader), workshop.live()?.revision]).toEqual([false, 1]);
    await running.close();
    const again = await workshop.start();
    await until('it is still held', () => again.publisher.status().state === 'held');
    expect([isThere(leader), workshop.live()?.revision]).toEqual([false, 1]);
  });

  it('holds a release that loses pages nobody took back, until a person lets it through', async () => {
    const { publisher, port } = await workshop.start();
    await isLive(1);
    workshop.order({ lost: 40, withdrawn: 3 });
    workshop.cms.publish();
    publisher.request();
    await until('it is held', () => publisher.status().state === 'held');
    expect(workshop.live()?.revision).toBe(1);
    const status = (await (await fetch(`http://127.0.0.1:${port}/status`)).json()) as { hold: object };
    expect(status.hold).toMatchObject({ kind: 'guard', message: expect.stringContaining('37 pages') });

    // The same content is not tried again; more content is.
    publisher.request();
    await until('it has looked again', () => publisher.status().round?.ticket === 3);
    expect(workshop.builds()).toEqual([1, 2]);
    publisher.request({ forced: true, overGuard: true });
    await isLive(2);
    await until('nothing is held', () => publisher.status().state === 'idle');
  });

  it('compares with the release that was rolled back to, too', async () => {
    workshop.order({ more: 40 });
    const running = await workshop.start();
    const { publisher } = running;
    await isLive(1);
    workshop.cms.publish();
    publisher.request();
    await isLive(2);
    await until('it is done', () => publisher.status().state === 'idle');
    await workshop.hook(running, { body: '{"event":"rollback"}', path: rollbackPath });
    endRollback(workshop.environment.dataDir);
    workshop.order({});
    publisher.request({ forced: true });
    await until('it is held', () => publisher.status().state === 'held');
    expect(publisher.status().round?.message).toContain('40 pages would vanish');
    expect(workshop.live()?.revision).toBe(1);
  });

  it.each([
    ['the code is another', { version: 'ba9876543210' }],
    ['the address is another', { siteUrl: 'http://elsewhere.localhost' }],
    ['a person asks', { forced: true }],
  ])('judges what was held anew when %s', async (_name, { version, siteUrl, forced = false }: Anew) => {
    const first = await workshop.start();
    await isLive(1);
    workshop.order({ breaks: 'link' });
    workshop.cms.publish();
    first.publisher.request();
    await until('it is held', () => first.publisher.status().state === 'held');
    await first.close();
    const builds = workshop.builds();

    const second = await workshop.start();
    await until('it is still held', () => second.publisher.status().state === 'held');
    expect(workshop.builds()).toEqual(builds);
    workshop.order({});
    if (forced) second.publisher.request({ forced });
    else {
      await second.close();
      if (version) process.env['FAKE_RENDERER_VERSION'] = version;
      await workshop.start(siteUrl ? { SITE_URL: siteUrl } : {});
    }
    await isLive(2);
    Reflect.deleteProperty(process.env, 'FAKE_RENDERER_VERSION');
  });

  it('makes a release from nothing where the live tree is damaged, though the log is ahead too', async () => {
    const first = await workshop.start();
    await isLive(1);
    await first.close();
    // A page that a publish of the news does not write anew, and that leads to what is lacking.
    const folder = join(workshop.environment.dataDir, 'current/en/left');
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.html'), '<a href="/en/lacking/">lacking</a>');
    workshop.cms.publish();
    await workshop.start();
    await isLive(2);
    expect(existsSync(folder)).toBe(false);
  });

  it('makes a release from nothing before it holds a copy that is not whole', async () => {
    const { publisher } = await workshop.start();
    await isLive(1);
    workshop.order({ breaks: 'link' });
    workshop.cms.publish();
    publisher.request();
    await until('it is held', () => publisher.status().state === 'held');
    expect(workshop.asked().map(({ live }) => live !== null)).toEqual([false, true, true, false, false]);
  });

  it('tells a renderer that is to make all anew where the log stands for readers', async () => {
    const { publisher } = await workshop.start();
    await isLive(1);
    workshop.cms.publish();
    publisher.request({ forced: true });
    await isLive(2);
    expect(workshop.asked()).toEqual([
      { live: null },
      { live: null, shown: { revision: 1, log: 'log-one' } },
    ]);
  });

  it('writes into a copy of the release that it names, also when somebody rolls back meanwhile', async () => {
    const running = await workshop.start();
    await isLive(1);
    workshop.cms.publish();
    running.publisher.request();
    await isLive(2);
    await running.close();
    const { environment, cms, log } = workshop;
    const target = new LocalTarget(environment, (line) => log.push(line), fakeRenderer);
    target.prepare();
    const [older = ''] = workshop.releases();
    const head = { revision: cms.publish(), log: cms.log };
    const publish = target.publish({ head, signal: AbortSignal.timeout(60_000) });
    await target.rollBack(older);
    endRollback(environment.dataDir);
    expect(await publish).toMatchObject({ result: 'published' });
    await target.close();
    expect(workshop.asked().at(-1)).toMatchObject({ live: older, copied: 1 });
    expect(workshop.live()?.revision).toBe(3);
  });

  it('publishes on when what was held is followed by something better', async () => {
    const { publisher } = await workshop.start();
    await isLive(1);
    workshop.order({ breaks: 'link' });
    workshop.cms.publish();
    publisher.request();
    await until('it is held', () => publisher.status().state === 'held');
    workshop.order({});
    workshop.cms.publish();
    publisher.request();
    await isLive(3);
    await until('nothing is held', () => publisher.status().state === 'idle');
  });

  it('takes a fresh renderer when one dies in the middle', async () => {
    const { publisher } = await workshop.start();
    await isLive(1);
    workshop.order({ dies: true });
    workshop.cms.publish();
    publisher.request();
    await until('a fresh one tries', () => workshop.builds().length > 2);
    workshop.order({});
    await isLive(2);
  });

  it('goes back to the release before, stays there, and goes on when told', async () => {
    const running = await workshop.start();
    const { publisher } = running;
    await isLive(1);
    workshop.cms.publish();
    publisher.request();
    await isLive(2);
    const back = await workshop.hook(running, { body: '{"event":"rollback"}', path: rollbackPath });
    expect(back.status, await back.text()).toBe(200);
    expect(workshop.live()?.revision).toBe(1);
    workshop.cms.publish();
    publisher.request();
    await until('it is held', () => publisher.status().state === 'held');
    expect(publisher.status().round?.message).toContain('pnpm rollback --end');
    expect(workshop.live()?.revision).toBe(1);

    await running.close();
    const again = await workshop.start();
    await until('it is still held', () => again.publisher.status().state === 'held');
    await workshop.hook(again, { body: '{"event":"rollback-end"}', path: rollbackPath });
    await isLive(3);
  });

  it('stays with the release that was rolled back to while another was made that is to be held', async () => {
    const running = await workshop.start();
    const { publisher } = running;
    await isLive(1);
    workshop.cms.publish();
    publisher.request();
    await isLive(2);
    workshop.order({ breaks: 'link', takes: 500 });
    workshop.cms.publish();
    publisher.request();
    await until('it is made', () => workshop.builds().length === 3);
    await workshop.hook(running, { body: '{"event":"rollback"}', path: rollbackPath });
    await until('it is held', () => publisher.status().state === 'held');
    expect(publisher.status().round?.message).toContain('pnpm rollback --end');
    expect(readHold(workshop.environment.dataDir)?.kind).toBe('rollback');
    expect(workshop.live()?.revision).toBe(1);
  });

  it('ends a running build when it is told to stop, and leaves nothing of it', async () => {
    workshop.order({ takes: 60_000 });
    const publisher = await workshop.start();
    await until('the build runs', () => workshop.builds().length === 1);
    await publisher.close();
    expect(workshop.releases()).toEqual([]);
  });

  it('removes at start what a killed publisher left half done', async () => {
    const { dataDir } = workshop.environment;
    for (const folder of ['releases/.tmp-1', 'preview/.tmp-1'])
      mkdirSync(join(dataDir, folder), { recursive: true });
    writeFileSync(join(dataDir, '.current-1'), '');
    await workshop.start();
    for (const left of ['releases/.tmp-1', 'preview/.tmp-1', '.current-1'])
      expect(existsSync(join(dataDir, left)), left).toBe(false);
  });

  it('works alone on a data folder: a second one says so', async () => {
    await workshop.start();
    await expect(workshop.start()).rejects.toThrow(/Another publisher already works on/);
  });

  it('keeps the last releases and the preview bundle of their code', async () => {
    const publisher = await workshop.start({ KEEP_RELEASES: '2' });
    await isLive(1);
    for (const revision of [2, 3, 4]) {
      workshop.cms.publish();
      publisher.publisher.request();
      await isLive(revision);
    }
    await until('it is done', () => publisher.publisher.status().state === 'idle');
    await until('the older ones are gone', () => workshop.releases().length === 2);
    expect(workshop.releases().map((name) => /r\d+$/.exec(name)?.[0])).toEqual(['r3', 'r4']);
    const bundles = readdirSync(join(workshop.environment.dataDir, 'preview'));
    expect(bundles.filter((name) => !name.startsWith('.'))).toEqual(['0123456789ab']);
  });

  it('tells its state and never a secret', async () => {
    const publisher = await workshop.start();
    await isLive(1);
    const answer = await fetch(`http://127.0.0.1:${publisher.port}/status`);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({
      target: 'local',
      live: { revision: 1 },
      releases: [{ live: true }],
    });
    expect(text + workshop.log.join('\n')).not.toMatch(/a-secret|a-token/);
    expect((await fetch(`http://127.0.0.1:${publisher.port}/healthz`)).status).toBe(200);
  });
});

describe('What follows the pages', () => {
  const followed = () => {
    const folder = join(workshop.environment.dataDir, 'current/search-index');
    return existsSync(folder) ? readdirSync(folder).length : 0;
  };
  const atRest = (publisher: Publisher) =>
    until('nothing follows any more', () => publisher.status().following === null);

  it('goes live in releases of its own, which say the same revision', async () => {
    workshop.order({ follows: 2 });
    const { publisher } = await workshop.start();
    await isLive(1);
    await until('both are live', () => followed() === 2);
    expect(workshop.live()?.revision).toBe(1);
    await atRest(publisher);
    expect(workshop.builds()).toEqual([1]);
    expect(workshop.releases().length).toBeGreaterThanOrEqual(2);
    expect(workshop.log.join('\n')).toContain('Followed: 1 files of search-index');
  });

  it('gives way to a publish at once, and comes after it', async () => {
    workshop.order({ follows: 1, followTakes: 60_000 });
    const { publisher } = await workshop.start();
    await isLive(1);
    await until('it follows', () => workshop.follows().length === 1);
    workshop.cms.publish();
    publisher.request();
    await isLive(2);
    expect(followed()).toBe(0);
    workshop.order({ follows: 1 });
    workshop.cms.publish();
    publisher.request();
    await isLive(3);
    await until('it is live', () => followed() === 1);
    expect(workshop.live()?.revision).toBe(3);
  });

  it('costs a renderer that will not stop its life, not the publish its turn', async () => {
    workshop.order({ follows: 1, followTakes: 60_000, isDeaf: true });
    const { publisher } = await workshop.start();
    await isLive(1);
    await until('it follows', () => workshop.follows().length === 1);
    workshop.cms.publish();
    publisher.request();
    await isLive(2);
  });

  it('goes on without what fails, which is told in status and metric until it is made', async () => {
    workshop.order({ follows: 1, followFails: 'the search index' });
    const { publisher, port } = await workshop.start();
    const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    const deferred = async () =>
      publisherStatus
        .parse(JSON.parse(await ask('/status')))
        .deferred.map(({ name, message }) => [name, message]);
    await isLive(1);
    await until('the other one is live', () => followed() === 1);
    expect(await deferred()).toEqual([['the search index', 'It cannot be made.']]);
    expect(await ask('/metrics')).toContain('samleng_deferred_failed 1');
    workshop.order({ follows: 1 });
    workshop.cms.publish();
    publisher.request();
    await isLive(2);
    await until('it is told no more', async () => (await deferred()).length === 0);
  });

  it('does not move a site that was rolled back', async () => {
    const running = await workshop.start();
    await isLive(1);
    workshop.cms.publish();
    running.publisher.request();
    await isLive(2);
    await workshop.hook(running, { body: '{"event":"rollback"}', path: rollbackPath });
    workshop.order({ follows: 1 });
    running.publisher.request();
    await until('it has looked', () => running.publisher.status().state === 'held');
    await atRest(running.publisher);
    expect([workshop.live()?.revision, followed()]).toEqual([1, 0]);
  });
});
