import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { locales, type Locale } from '@samleng/shared';
import type { AstroIntegration } from 'astro';
import { build } from 'esbuild';
import { keepsCopies } from '../environment.ts';
import { monthsOf } from '../i18n/dates.ts';
import { t } from '../i18n/messages.ts';
import { madeFolder } from '../made-folder.ts';
import type { OfflineWords } from '../offline/words.ts';

/** The scripts that pages name; Vite finds them among what was made and gives each the hash of its content. */
const pageScripts = ['page-script/page', 'offline/saved'];

/**
 * One script with all that it needs, as browsers of the last five years understand it.
 * @param name where it is in `src/`, without `.ts`.
 * @param define values for names that the script does not declare itself.
 */
async function bundleScript(name: string, define: Record<string, string> = {}): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../${name}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2020',
    // ASCII alone would write every Khmer letter in six bytes.
    charset: 'utf8',
    define: { OFFLINE_WORDS: JSON.stringify(offlineWords()), ...define },
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`esbuild made nothing of src/${name}.ts.`);
  return file.contents;
}

/** The bytes of /sw.js: the worker, or the one that removes it. */
export function bundleWorker(): Promise<Uint8Array> {
  return bundleScript(keepsCopies() ? 'offline/worker' : 'offline/remover');
}

/** Makes sure that the scripts of pages are there before Vite looks for them, and tells pages whether to name them. */
export function readerScripts(): AstroIntegration {
  return {
    name: 'samleng:scripts',
    hooks: {
      'astro:config:setup': async ({ command, updateConfig }) => {
        // Where somebody works on the code, copies of yesterday would only be in the way.
        const define = { KEEPS_COPIES: String(command === 'build' && keepsCopies()) };
        for (const name of pageScripts) {
          const file = join(madeFolder(), `samleng-${basename(name)}.js`);
          writeWhole(file, await bundleScript(name, define));
        }
        updateConfig({ vite: { define } });
      },
    },
  };
}

function offlineWords(): Record<Locale, OfflineWords> {
  const words = (locale: Locale): OfflineWords => ({
    copy: t(locale, 'saved.copy', { date: '{date}' }),
    again: t(locale, 'saved.again'),
    missing: t(locale, 'saved.missing'),
    when: t(locale, 'saved.when', { day: '{day}', month: '{month}', year: '{year}', time: '{time}' }),
    months: monthsOf(locale),
  });
  return Object.fromEntries(locales.map((locale) => [locale, words(locale)])) as Record<Locale, OfflineWords>;
}

/** Two builds may write at once: each its own file, which it then moves into place. */
function writeWhole(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, bytes);
  renameSync(`${file}.${process.pid}`, file);
}
