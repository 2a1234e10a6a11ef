import type { Page } from 'playwright-core';
import type { House } from './running-house.ts';

/** Signs in to the admin in a browser, through its form, and waits for the home page with our widget. */
export async function signInByForm(page: Page, { cmsUrl, environment }: House): Promise<void> {
  await page.goto(`${cmsUrl}/admin`);
  await page.getByLabel('Email*').fill(environment['ADMIN_EMAIL'] ?? '');
  await page.getByLabel('Password*').fill(environment['ADMIN_PASSWORD'] ?? '');
  await page.getByRole('button', { name: 'Login', exact: true }).click();
  await page.locator('[data-samleng-site]').waitFor({ timeout: 60_000 });
}
