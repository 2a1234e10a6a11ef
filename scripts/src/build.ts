import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure, runCommand, say } from './cli.ts';
import { loadEnvironment } from './environment.ts';
import { remove, uniqueName } from './files.ts';
import { waitForLock } from './lock.ts';
import { build } from './publisher/builder.ts';
import { compareWithLive } from './publisher/compare-with-live.ts';
import { buildLock } from './publisher/local-target.ts';
import { tellProblems, verifyTree } from './publisher/verify.ts';

const help = `
pnpm build [--out DIR] [--examples] [--without-missing] [--compare-with-live]

Builds the whole static site and verifies it. The last line printed is the folder.

  --out DIR     where it goes (DATA_DIR/build). A build that lies there is replaced once the new one is whole.
  --examples    from the curated examples in shared/examples, without a CMS
  --without-missing
                leaves out what shows a file that the CMS does not have; the build fails otherwise
  --compare-with-live
                fails where too many pages of SITE_URL would vanish that nobody took back; exit code 75
                when the site there cannot be asked now. The publish workflow wants it
`;

await runCommand({
  help,
  options: {
    out: { type: 'string' },
    examples: { type: 'boolean' },
    'without-missing': { type: 'boolean' },
    'compare-with-live': { type: 'boolean' },
  },
  async run(values) {
    const environment = loadEnvironment();
    // pnpm runs scripts at the root and tells where it was called.
    const here = process.env['INIT_CWD'] ?? process.cwd();
    const out = values.out === undefined ? join(environment.dataDir, 'build') : resolve(here, values.out);
    checkReplaceable(out);
    mkdirSync(dirname(out), { recursive: true });
    const draft = join(dirname(out), `.${basename(out)}-${uniqueName()}`);
    const ending = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort());
    const waiting = () => say('Another build of this data folder runs; waiting for its end.');
    const lock = await waitForLock(buildLock(environment.dataDir), waiting, ending.signal);
    try {
      await build({
        environment,
        out: draft,
        signal: ending.signal,
        args: values['without-missing'] ? ['--without-missing'] : [],
        // A store of their own: examples must never stand where the publisher expects the CMS's content.
        extraEnv: values.examples
          ? { CONTENT_SOURCE: 'examples', DATA_DIR: join(environment.dataDir, 'examples') }
          : {},
        // Its own last line names the draft, which nobody will find.
        onLine: (line) => line !== draft && say(line),
      });
      const { pages, problems } = verifyTree(draft, environment.siteUrl);
      if (problems.length > 0) throw new Failure(`The build is not whole:\n${tellProblems(problems)}`);
      if (values['compare-with-live']) say(await compareWithLive(draft, environment.siteUrl));
      replace(out, draft);
      say(`${pages} pages, every link leads somewhere.`);
      say(out);
    } finally {
      lock.release();
      remove(draft);
    }
    return 0;
  },
});

/** Nobody's own folder is swept away: what we replace must be a build, or empty. */
function checkReplaceable(out: string): void {
  if (!existsSync(out)) return;
  const names = readdirSync(out);
  if (names.length > 0 && !names.includes('release.json'))
    throw new Failure(
      `${out} holds something that is no build of Samleng. Choose another --out, or empty it.`,
    );
}

function replace(out: string, draft: string): void {
  const aside = join(dirname(out), `.${basename(out)}-old-${uniqueName()}`);
  if (existsSync(out)) renameSync(out, aside);
  renameSync(draft, out);
  remove(aside);
}
