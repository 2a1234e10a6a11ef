import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeBenchHouse } from './bench/bench-house.ts';
import { leastDocuments } from './bench/corpus-plan.ts';
import { measure, type Measurement } from './bench/measure.ts';
import { toJson, toTable } from './bench/table.ts';
import { Failure, messageOf, runCommand, say } from './cli.ts';
import { ensureBuilt } from './ensure-built.ts';
import { writeWhole } from './files.ts';

const sizes = [500, 5000, 20_000];

/** An article a measurement, and two each for the topic and the lists. */
const least = 40;

const help = `
pnpm bench [--documents N [--json FILE]] [--keep]

Makes a newsroom of N documents in two languages in a temporary folder, runs a real CMS, publisher and
site over it, and measures: a full pull against Strapi's own REST interface, a clean build with its peak
memory, Hugo on the same content where \`hugo\` is on the PATH, and how long it takes from the CMS's
answer to the live page for an edited article, a renamed topic on 500 pages and an unpublished article.
Everything is measured at least three times; the table shows the median, the least and the most.
Publishing is watched over HTTP, every 5 ms.

  --documents N   one size, at least ${least}; without it ${sizes.join(', ')} one after the other
                  (half an hour or more, and about 10 GB of disk in the temporary folder)
  --json FILE     writes the medians of that one size as an object
  --keep          keeps the temporary folder and says where it is

Nothing of your own Samleng is touched. TMPDIR chooses the disk.
`;

await runCommand({
  help,
  options: { documents: { type: 'string' }, json: { type: 'string' }, keep: { type: 'boolean' } },
  async run(values) {
    const wanted = toSizes(values.documents);
    if (values.json !== undefined && values.documents === undefined)
      throw new Failure('--json writes one size: say which by --documents N.', 2);
    await ensureBuilt({ cms: true, admin: true });
    const measurements: Measurement[] = [];
    for (const documents of wanted) {
      measurements.push(await measureOne(documents, values.keep === true));
      say();
      say(toTable(measurements));
      say();
    }
    const [only] = measurements;
    if (values.json === undefined || !only) return 0;
    const file = resolve(process.env['INIT_CWD'] ?? process.cwd(), values.json);
    mkdirSync(dirname(file), { recursive: true });
    writeWhole(file, `${JSON.stringify(toJson(only), null, 2)}\n`);
    say(`Written to ${file}`);
    return 0;
  },
});
// Connections that are kept open must not keep a finished command alive.
process.exit();

/** Measures in a house of its own, and clears it away whatever happens. */
async function measureOne(documents: number, keep: boolean): Promise<Measurement> {
  const house = await makeBenchHouse();
  let end = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(new Failure('Ended before it was done.', 130));
  });
  // Not once: whoever presses Ctrl-C twice must not keep us from clearing up.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  const startedAt = Date.now();
  const report = (line: string) => {
    const seconds = String(Math.round((Date.now() - startedAt) / 1000)).padStart(4);
    say(`${documents} · ${seconds} s · ${line}`);
  };
  try {
    return await Promise.race([measure(house, documents, report), ended]);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`The measurement of ${documents} documents failed: ${messageOf(error)}`);
  } finally {
    await house.end(keep);
    if (keep) say(`Kept: ${house.folder}`);
  }
}

function toSizes(text: string | undefined): number[] {
  if (text === undefined) return sizes;
  const documents = Number(text);
  if (Number.isInteger(documents) && documents >= Math.max(least, leastDocuments)) return [documents];
  throw new Failure(`--documents is "${text}". Give it a whole number, at least ${least}.`, 2);
}
