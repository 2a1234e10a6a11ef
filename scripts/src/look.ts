import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure, runCommand, say } from './cli.ts';
import { ensureBrowser } from './ensure-browser.ts';
import { root } from './environment.ts';
import { openBrowser } from './readers/browser.ts';
import { nameOf, rows } from './readers/kinds.ts';
import { openReaderSite } from './readers/reader-site.ts';

const help = `
pnpm look [words] [--out DIR] [--keep DIR] [--widths 360,768,1280] [--first-screen]

Builds the site of the examples and photographs every kind of page in both languages, light and dark,
for people who judge the look. The last line printed is the folder.

  words           only pages with these words in their name: pnpm look interview
  --out DIR       where the pictures go (.cache/look at the root, which git ignores)
  --keep DIR      build the site into this folder and leave it there, or serve what was built there before
  --widths LIST   widths in px
  --first-screen  what a reader sees before scrolling, instead of the whole page
`;

const height = 740;

await runCommand({
  help,
  positionals: true,
  options: {
    out: { type: 'string' },
    keep: { type: 'string' },
    widths: { type: 'string', default: '360,768,1280' },
    'first-screen': { type: 'boolean' },
  },
  async run({ out, keep, widths, 'first-screen': firstScreen }, words) {
    const chosen = rows.filter((row) => nameOf(row).includes(words.join(' ')));
    if (chosen.length === 0)
      throw new Failure(`No page is called that. There are:\n${rows.map(nameOf).join('\n')}`, 2);
    process.env['SAMLENG_CHROMIUM'] = await ensureBrowser();
    const here = process.env['INIT_CWD'] ?? process.cwd();
    const folder = out ? resolve(here, out) : join(root, '.cache/look');
    mkdirSync(folder, { recursive: true });
    const site = await openReaderSite({ keep: keep && resolve(here, keep) });
    const browser = await openBrowser();
    try {
      const page = await browser.newPage({ reducedMotion: 'reduce' });
      for (const row of chosen) {
        for (const width of toWidths(widths)) {
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width, height });
            await page.goto(site.origin + row.path, { waitUntil: 'networkidle' });
            const name = `${nameOf(row).replaceAll(/,? /g, '-')}-${width}-${colorScheme}.png`;
            await page.screenshot({ path: join(folder, name), fullPage: !firstScreen });
          }
        }
        say(nameOf(row));
      }
    } finally {
      await browser.close();
      await site.close();
    }
    say(folder);
    return 0;
  },
});

function toWidths(list: string): number[] {
  const widths = list.split(',').map(Number);
  if (widths.every((width) => Number.isInteger(width) && width >= 200 && width <= 4000)) return widths;
  throw new Failure(`--widths is "${list}". Name whole numbers from 200 to 4000, like 360,1280.`, 2);
}
