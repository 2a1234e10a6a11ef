import { resolve } from 'node:path';
import { complain, Failure, runCommand, say } from './cli.ts';
import { ensureBrowser } from './ensure-browser.ts';
import { freePort } from './free-port.ts';
import { nameOf, rows } from './readers/kinds.ts';
import { openReaderSite } from './readers/reader-site.ts';
import { complaintsAbout, openLighthouse, type Scores, toLighthouseTable } from './readers/run-lighthouse.ts';

const help = `
pnpm lighthouse [words] [--keep DIR]

Builds the site of the examples, serves it as readers get it, and has Lighthouse (mobile preset) judge
every kind of page in both languages. Prints a table; exit code 1 says that something fell short of
performance 99, accessibility, best practices and SEO 100, CLS 0. A page that falls short is looked at
up to four times, and the best run counts: other work on this machine makes a page look slow. Takes ten seconds a page and more.

  words        only pages with these words in their name: pnpm lighthouse article
  --keep DIR   build into this folder and leave it there, or serve what was built there before
`;

await runCommand({
  help,
  positionals: true,
  options: { keep: { type: 'string' } },
  async run({ keep }, words) {
    const chosen = rows.filter((row) => nameOf(row).includes(words.join(' ')));
    if (chosen.length === 0)
      throw new Failure(`No page is called that. There are:\n${rows.map(nameOf).join('\n')}`, 2);
    process.env['SAMLENG_CHROMIUM'] = await ensureBrowser();
    const here = process.env['INIT_CWD'] ?? process.cwd();
    const site = await openReaderSite({ keep: keep && resolve(here, keep) });
    const browser = await openLighthouse(await freePort());
    const all: Scores[] = [];
    try {
      for (const row of chosen) {
        const scores = await browser.run(site.origin, row);
        all.push(scores);
        say(
          `${nameOf(row)}: ${scores.performance} ${scores.accessibility} ${scores.bestPractices} ${scores.seo}`,
        );
      }
    } finally {
      await browser.close();
      await site.close();
    }
    say(`\n${toLighthouseTable(all)}\n`);
    const short = all.filter((scores) => complaintsAbout(scores).length > 0);
    for (const scores of short) complain(`${nameOf(scores.row)}: ${complaintsAbout(scores).join('; ')}`);
    return short.length > 0 ? 1 : 0;
  },
});
