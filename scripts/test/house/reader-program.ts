// Readers at full speed, in a process of their own. It is told what to read by one message, reads
// until it is told `stop`, answers with what the readers met, and ends.
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { Reader, Tally } from './reader.ts';
import { ReleaseRecord } from './release-record.ts';
import type { Findings, Orders } from './readers.ts';

/** Between two looks at the folder of releases. Milliseconds. */
const interval = 25;

process.once('message', (orders: Orders) => void read(orders));

async function read({ siteUrl, dataDir, paths, connections }: Orders): Promise<void> {
  // As fast as they can, with what the house leaves of the machine.
  setPriority(10);
  const record = new ReleaseRecord(join(dataDir, 'releases'), paths);
  const tally = new Tally();
  const readers = Array.from({ length: connections }, () => new Reader(siteUrl, paths, record, tally));
  record.look();
  const looking = setInterval(() => record.look(), interval);
  const judging = setInterval(() => readers.forEach((reader) => reader.judge()), 1000);
  process.on('message', () => readers.forEach((reader) => reader.stop()));
  process.on('disconnect', () => process.exit());
  await Promise.all(readers.map((reader) => reader.run()));
  clearInterval(looking);
  clearInterval(judging);
  record.look();
  record.checkFrozen();
  readers.forEach((reader) => reader.judge(Infinity));
  const { requests, notModified, bytes, connections: opened, failures, samples } = tally;
  const findings: Findings = {
    requests,
    notModified,
    bytes,
    connections: opened,
    releases: record.count,
    failures: failures + record.complaints.length,
    samples: { ...Object.fromEntries(samples), releases: record.complaints.slice(0, 10) },
  };
  process.send?.(findings, () => process.disconnect());
}
