import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { locales, type Locale } from '@samleng/shared';
import type { AstroIntegration } from 'astro';
import { build } from 'esbuild';
import { keepsCopies } from '../environment.ts';
import { monthsOf } from '../i18n/dates.ts';
import { t } from '../i18n/messages.ts';
import type { OfflineWords } from './words.ts';

/** The scripts that pages name; Vite finds them in the cache and gives each the hash of its content. */
const pageScripts = ['register', 'saved'];

/** One script of this folder with all that it needs, as browsers of the last five years understand it. */
export async function bundleScript(name: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`${name}.ts`, import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2020',
    // ASCII alone would write every Khmer letter in six bytes.
    charset: 'utf8',
    define: { OFFLINE_WORDS: JSON.stringify(offlineWords()) },
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`esbuild made nothing of offline/${name}.ts.`);
  return file.contents;
}

/** The bytes of /sw.js: the worker, or the one that removes it. */
export function bundleWorker(): Promise<Uint8Array> {
  return bundleScript(keepsCopies() ? 'worker' : 'remover');
}

/** Makes sure that the scripts of pages are there before Vite looks for them, and tells pages whether to name them. */
export function offlineScripts(): AstroIntegration {
  return {
    name: 'samleng:offline',
    hooks: {
      'astro:config:setup': async ({ command, updateConfig }) => {
        for (const name of pageScripts) {
          const file = fileURLToPath(new URL(`../../.cache/samleng-${name}.js`, import.meta.url));
          writeWhole(file, await bundleScript(name));
        }
        // Where somebody works on the code, copies of yesterday would only be in the way.
        const isOn = command === 'build' && keepsCopies();
        updateConfig({ vite: { define: { KEEPS_COPIES: String(isOn) } } });
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
