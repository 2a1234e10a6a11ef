// Stands in for site/src/build.ts, with the same arguments, lines and exit codes. A file named by
// FAKE_BUILD_ORDERS tells it how to behave, and each run leaves a line in the file beside it.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { writeTree } from './tree.ts';

export interface Orders {
  /** Milliseconds that the build takes. */
  readonly takes?: number;
  readonly fail?: string;
  readonly exitCode?: number;
  /** Leaves out or breaks something. */
  readonly breaks?: 'link' | 'page' | 'empty';
}

const version = process.env['FAKE_BUILD_VERSION'] ?? '0123456789ab';
const { values } = parseArgs({
  options: { out: { type: 'string' }, 'preview-out': { type: 'string' }, version: { type: 'boolean' } },
});
if (values.version) {
  process.stdout.write(`${version}\n`);
} else {
  const ordersFile = process.env['FAKE_BUILD_ORDERS'] ?? '';
  const orders = (existsSync(ordersFile) ? JSON.parse(readFileSync(ordersFile, 'utf8')) : {}) as Orders;
  const response = await fetch(`${process.env['CMS_URL']}/api/feed`, {
    headers: { authorization: `Bearer ${process.env['CMS_TOKEN']}` },
  });
  const { revision } = (await response.json()) as { revision: number };
  appendFileSync(`${ordersFile}.runs`, `${revision}\n`);
  process.stdout.write(`building revision ${revision}\n`);
  const out = values.out ?? '';
  writeTree(out, { revision, version, siteUrl: process.env['SITE_URL'] ?? '', breaks: orders.breaks });
  if (values['preview-out'])
    writeTree(values['preview-out'], { revision, version, siteUrl: '', preview: true });
  await sleep(orders.takes ?? 0);
  if (orders.fail) {
    process.stderr.write(`${orders.fail}\n`);
    process.exitCode = orders.exitCode ?? 1;
  } else process.stdout.write(`${out}\n`);
}
