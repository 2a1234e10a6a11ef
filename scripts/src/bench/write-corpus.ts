import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { once } from 'node:events';
import { Failure, runCommand, say } from '../cli.ts';
import { benchSeed, type CorpusOptions, corpusDocuments } from './corpus.ts';
import { leastDocuments } from './corpus-plan.ts';

const help = `
node scripts/src/bench/write-corpus.ts --documents N --out FILE [--seed N]

Writes the benchmark's corpus as a feed would send it: one document a line in each language, and a
trailer. The same numbers write the same bytes.
`;

/** Writes a corpus as a whole feed. Returns how many documents' versions it holds. */
export async function writeCorpus(file: string, options: CorpusOptions): Promise<number> {
  const out = createWriteStream(file);
  let count = 0;
  for (const document of corpusDocuments(options)) {
    count += 1;
    if (!out.write(`${JSON.stringify(document)}\n`)) await once(out, 'drain');
  }
  const trailer = { type: 'trailer', revision: 1, count, log: 'bench-corpus', settled: true };
  out.end(`${JSON.stringify(trailer)}\n`);
  await finished(out);
  return count;
}

if (import.meta.main)
  await runCommand({
    help,
    options: { documents: { type: 'string' }, out: { type: 'string' }, seed: { type: 'string' } },
    async run(values) {
      const documents = Number(values.documents);
      const seed = Number(values.seed ?? benchSeed);
      if (!values.out) throw new Failure('Say where the corpus goes: --out FILE.', 2);
      if (!Number.isInteger(documents) || documents < leastDocuments)
        throw new Failure(`Say how many documents: --documents N, at least ${leastDocuments}.`, 2);
      if (!Number.isInteger(seed)) throw new Failure('--seed takes a whole number.', 2);
      say(`${await writeCorpus(values.out, { documents, seed })} versions of documents in ${values.out}`);
      return 0;
    },
  });
