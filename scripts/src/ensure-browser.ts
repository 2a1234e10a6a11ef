import { Failure } from './cli.ts';
import { findProgram, installPackage, isExecutable, mayInstall } from './ensure-debian-package.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a Chromium for the tests: SAMLENG_CHROMIUM, else one on the PATH; undefined without any. */
export function findBrowser(
  values: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const chosen = values['SAMLENG_CHROMIUM'];
  if (chosen) return isExecutable(chosen) ? chosen : undefined;
  return findProgram(names, values);
}

/**
 * Makes sure that there is a Chromium, installing Debian's where we may.
 * @returns its path.
 * @throws Failure saying what to install.
 */
export async function ensureBrowser(): Promise<string> {
  const found = findBrowser();
  if (found) return found;
  const chosen = process.env['SAMLENG_CHROMIUM'];
  if (chosen)
    throw new Failure(
      `SAMLENG_CHROMIUM is "${chosen}", which cannot be run. Name a Chromium, or leave it out.`,
    );
  if (!mayInstall())
    throw new Failure(
      'The browser tests need Chromium. Install chromium or google-chrome, or name one in SAMLENG_CHROMIUM. ' +
        'To leave these tests out: pnpm test --exclude "**/*.browser.test.ts"',
    );
  return installPackage('chromium', names);
}
