import { homePath, locales } from '@samleng/shared';
import { say } from '../cli.ts';
import type { Environment } from '../environment.ts';
import { since } from '../log.ts';
import type { PublisherStatus } from '../publisher/ask.ts';

/** Ends the start-up with what a person needs next. The password itself is never printed. */
export function summarise(
  environment: Environment,
  status: PublisherStatus | undefined,
  startedAt: number,
): void {
  const { siteUrl, cmsUrl, envFile } = environment;
  const email = process.env['ADMIN_EMAIL'] ?? '';
  say();
  if (status?.live) say(`Samleng is live, after ${since(startedAt)}.`);
  else if (status?.error) say(`Samleng runs, but the site is not built yet: ${status.error.message}`);
  else say('Samleng runs; the site is being published.');
  say();
  for (const locale of locales) say(`  Site (${locale})   ${siteUrl}${homePath(locale)}`);
  say(`  Admin       ${cmsUrl}/admin`);
  say(`  Sign in     ${email}, with the password that stands as ADMIN_PASSWORD in`);
  say(`              ${envFile}`);
  say();
  say('What you publish in the admin goes live by itself. Ctrl-C ends everything.');
  say();
}
