import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../src/environment.ts';
import { closeServer, listen } from '../../src/listen.ts';
import { ReleaseStore } from '../../src/release-store.ts';
import { createSiteServer } from '../../src/server/site-server.ts';

/** How well a reader is connected. */
export type Line = 'good' | 'cut' | 'stuck';

/** The built examples behind the real static server, with a line between it and readers that may fail. */
export interface PatchySite {
  readonly origin: string;
  /** Requests that reached the site, in their order. */
  readonly asked: string[];
  /** `stuck`: answers are held back until the line is good again. */
  connect(line: Line): void;
  /** Puts a release live that lacks some pages. @param told whether /revoked.json says so. */
  takeDown(paths: readonly string[], told: boolean): void;
  /** Puts the whole release live, or the one that was built with OFFLINE=off. */
  show(offline: 'on' | 'off'): void;
  /** Answers an address in the site's place. */
  readonly instead: Map<string, (response: ServerResponse) => void>;
  end(): Promise<void>;
}

/** @param keep a folder in which the builds are left for the next time; for work on the tests. */
export async function openPatchySite(keep = process.env['SAMLENG_PATCHY']): Promise<PatchySite> {
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'samleng-patchy-'));
  const trees = { on: join(folder, 'on'), off: join(folder, 'off') };
  for (const offline of ['on', 'off'] as const)
    if (!existsSync(trees[offline])) await build(trees[offline], offline, join(folder, 'content'));
  const dataDir = mkdtempSync(join(tmpdir(), 'samleng-patchy-data-'));
  const store = new ReleaseStore(dataDir);
  store.prepare();
  const site = createSiteServer(dataDir);
  const asked: string[] = [];
  const instead = new Map<string, (response: ServerResponse) => void>();
  let line: Line = 'good';
  let held: (() => void)[] = [];
  const front = createServer((request: IncomingMessage, response) => {
    const path = request.url ?? '';
    const answer = () => {
      asked.push(path);
      const other = instead.get(path);
      if (other) other(response);
      else site.emit('request', request, response);
    };
    if (line === 'cut') request.socket.destroy();
    else if (line === 'stuck') held.push(answer);
    else answer();
  });
  const port = await listen(front, 0, '127.0.0.1', 'SITE_PORT');

  function release(tree: string, change: (draft: string) => void = () => undefined): void {
    const draft = store.draft();
    cpSync(tree, draft, { recursive: true });
    change(draft);
    store.switchTo(store.adopt(draft).id);
  }
  release(trees.on);
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    instead,
    connect(to) {
      line = to;
      // Connections that browsers keep open would outlive the cut.
      if (to === 'cut') front.closeAllConnections();
      if (to !== 'good') return;
      for (const answer of held) answer();
      held = [];
    },
    takeDown(paths, told) {
      release(trees.on, (draft) => {
        for (const path of paths) rmSync(join(draft, path), { recursive: true });
        const pages = told ? paths.map(digestOf).sort() : [];
        writeFileSync(join(draft, 'revoked.json'), JSON.stringify({ pages }));
      });
    },
    show: (offline) => release(trees[offline]),
    async end() {
      await closeServer(front, 200);
      rmSync(dataDir, { recursive: true, force: true });
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function digestOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}

async function build(out: string, offline: 'on' | 'off', dataDir: string): Promise<void> {
  const program = join(root, 'site/src/build.ts');
  await promisify(execFile)(process.execPath, [program, '--examples', '--pages-only', '--out', out], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      ENV_FILE: '/no.env',
      DATA_DIR: dataDir,
      OFFLINE: offline,
    },
  });
}
