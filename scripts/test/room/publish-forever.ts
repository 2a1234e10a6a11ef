// Publishes as the publisher does, as fast as it can, until it is killed: for the test that kills it.
// Every release holds seal.json, which says what the release holds; so it can be told whole from half.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rollBack } from '../../src/release-rollback.ts';
import { ReleaseStore } from '../../src/release-store.ts';
import { takeAway, writeBeside } from './snapshot.ts';

const [dataDir = '', seed = '1'] = process.argv.slice(2);
const store = new ReleaseStore(dataDir, { keep: 3, grace: 0, growth: 0 });
store.prepare();
let random = Number(seed);
/** A whole number below `limit`; the same row of them for the same seed. */
function next(limit: number): number {
  random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor(random / 65_536) % limit;
}

const paths = Array.from({ length: 40 }, (_, n) => `en/articles/${n % 7}/${n}/index.html`);

for (;;) {
  const live = store.live();
  const revision = Math.max(0, ...store.list().map((release) => release.revision)) + 1;
  const sealed = live
    ? (JSON.parse(readFileSync(join(store.folder, live.id, 'seal.json'), 'utf8')) as Record<string, string>)
    : {};
  const spare = await store.spare();
  const changed = new Set(['seal.json']);
  for (let n = 0; n < 8; n += 1) {
    const path = paths[next(paths.length)] ?? '';
    changed.add(path);
    if (path in sealed && next(3) === 0) {
      takeAway(spare, path);
      Reflect.deleteProperty(sealed, path);
    } else writeBeside(spare, path, (sealed[path] = `revision ${revision}`));
  }
  const builtAt = new Date(1_800_000_000_000 + revision * 60_000).toISOString();
  writeBeside(spare, 'release.json', JSON.stringify({ revision, builtAt, version: '0123456789ab' }));
  writeBeside(spare, 'seal.json', JSON.stringify(sealed));
  const fate = next(12);
  if (fate === 0) store.drop(spare);
  else if (fate === 1) store.revert(spare, [...changed]);
  else {
    const { id } = store.adopt(spare);
    store.released(id, [...changed]);
    store.switchTo(id);
    if (fate === 2 && store.list().length > 1) rollBack(store, dataDir);
    store.prepareSpare();
  }
  // As when an operator removes one.
  const [oldest] = store.list().slice(1).reverse();
  if (next(25) === 0 && oldest && !oldest.live) store.remove(oldest.id);
  process.stdout.write(`${revision}\n`);
}
