import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { buildSite } from './build-site.ts';
import { TemporaryError } from './content/retry.ts';
import { loadEnvFile } from './environment.ts';

const help = `Builds the static site.

  node site/src/build.ts --out DIR [options]

  --out DIR          the static tree; must be absent or empty
  --preview-out DIR  also write the server bundle of the preview route; must be absent or empty
  --no-pull          build from the content pulled before, without asking the CMS
  --examples         build from the examples in shared/, without any CMS (or CONTENT_SOURCE=examples)
  --pages-only       leave out what a publish brings a moment later: the search index and share images
  --without-missing  go on without what shows a file that the CMS does not have
  --content-only     bring content and pictures up to date and stop; for working on pages with \`astro dev\`
  --help             this text

Environment, also read from .env at the root: CMS_URL or CMS_PORT, CMS_INTERNAL_URL, CMS_TOKEN, SITE_URL or SITE_PORT,
DATA_DIR. The last line printed is the folder that was built.
Exit codes: 0 done, 75 the CMS could not be reached or its answer was incomplete, 1 anything else.`;

/** EX_TEMPFAIL of sysexits: trying again later may help. */
const temporaryFailure = 75;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      'preview-out': { type: 'string' },
      'no-pull': { type: 'boolean', default: false },
      examples: { type: 'boolean', default: false },
      'pages-only': { type: 'boolean', default: false },
      'without-missing': { type: 'boolean', default: false },
      'content-only': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  loadEnvFile();
  if (values.examples) process.env.CONTENT_SOURCE = 'examples';
  const contentOnly = values['content-only'];
  if (!values.out && !contentOnly) throw new Error('Name the folder to build into: --out DIR. See --help.');
  const out = resolve(values.out ?? '');
  const previewOut = values['preview-out'] && resolve(values['preview-out']);
  await buildSite({
    pull: !values['no-pull'],
    pagesOnly: values['pages-only'],
    withoutMissing: values['without-missing'],
    target: contentOnly ? undefined : { out, previewOut },
    onProgress: (message) => console.log(message),
  });
  if (!contentOnly) console.log(out);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (process.env.DEBUG && error instanceof Error) console.error(error.stack);
  process.exitCode = error instanceof TemporaryError ? temporaryFailure : 1;
}
