import type { Document } from '@samleng/shared';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInByForm } from './house/admin-page.ts';
import { openBrowser } from './house/chromium.ts';
import { type Editor, signIn } from './house/editor.ts';
import { readFeed } from './house/live-site.ts';
import { eventually, type House, makeHouse } from './house/running-house.ts';

let house: House;
let browser: Browser;
let page: Page;
let editor: Editor;
const topics: Record<'wages' | 'safety', string> = { wages: '', safety: '' };
const people: Record<'dara' | 'sophea', string> = { dara: '', sophea: '' };
let article: string;
let talk: string;

beforeAll(async () => {
  house = await makeHouse();
  await house.start('cms');
  editor = await signIn(house);
  const make = async (type: 'topic' | 'person' | 'article' | 'interview', fields: object) => {
    const documentId = await editor.create(type, 'en', { ...fields });
    await editor.publish(type, documentId, 'en');
    return documentId;
  };
  topics.wages = await make('topic', { name: 'Wages', slug: 'wages' });
  topics.safety = await make('topic', { name: 'Safety', slug: 'safety' });
  people.dara = await make('person', { name: 'Dara', slug: 'dara' });
  people.sophea = await make('person', { name: 'Sophea', slug: 'sophea' });
  const piece = { summary: 'Short.', publishedOn: '2026-05-01' };
  article = await make('article', {
    ...piece,
    title: 'A story',
    slug: 'a-story',
    body: 'Text.',
    kind: 'news',
    topics: { set: [topics.wages] },
  });
  talk = await make('interview', {
    ...piece,
    headline: 'A talk',
    slug: 'a-talk',
    exchanges: [{ question: 'Why?', answer: 'Because.' }],
    interviewee: { set: [people.dara] },
  });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, locale: 'en-GB' });
  await signInByForm(page, house);
});

afterAll(async () => {
  await browser?.close();
  await house?.end();
});

async function open(type: string, documentId: string): Promise<void> {
  const address = `/admin/content-manager/collection-types/api::${type}.${type}/${documentId}`;
  await page.goto(`${house.cmsUrl}${address}?plugins[i18n][locale]=en`);
  await page.locator('[data-samleng-status]:not([data-samleng-status=loading])').waitFor();
}

/** Chooses a document in a field of the form that names others. */
async function choose(field: RegExp, name: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
}

/** Presses a button of the form and waits until the CMS has answered with success. */
async function press(button: 'Save' | 'Publish'): Promise<void> {
  const answer = page.waitForResponse(
    (response) => response.url().includes('/content-manager/') && response.request().method() !== 'GET',
  );
  await page.getByRole('button', { name: button, exact: true }).click();
  const response = await answer;
  expect(response.status(), await response.text()).toBe(200);
}

/** Changes a document a little and publishes it, as an editor does. */
async function publishChanged(type: string, documentId: string, name: string): Promise<void> {
  await open(type, documentId);
  await page.locator('[name="name"]').fill(name);
  await press('Publish');
}

async function shown(documentId: string): Promise<Document & Record<string, unknown>> {
  return eventually('the feed names it', async () =>
    (await readFeed(house)).documents.find((document) => document.documentId === documentId),
  );
}

test('A topic that is only saved in an article’s form stays out of the public article when the topic is published', async () => {
  await open('article', article);
  await choose(/^Topics/, 'Safety');
  await press('Save');
  await publishChanged('topic', topics.safety, 'Safety at work');
  expect(await shown(topics.safety)).toMatchObject({ name: 'Safety at work' });
  expect(await shown(article)).toMatchObject({ topics: [topics.wages] });

  await open('article', article);
  await press('Publish');
  expect(await shown(article)).toMatchObject({ topics: [topics.wages, topics.safety] });
});

test('Who is only saved as the person who answers does not become it, and the one who does can be published', async () => {
  await open('interview', talk);
  await choose(/^Who answers .person/, 'Sophea');
  await press('Save');
  await publishChanged('person', people.sophea, 'Sophea Chan');
  expect(await shown(talk)).toMatchObject({ interviewee: people.dara });
  await publishChanged('person', people.dara, 'Dara Chan');
  expect(await shown(people.dara)).toMatchObject({ name: 'Dara Chan' });
  expect(await shown(talk)).toMatchObject({ interviewee: people.dara });
});

test('A text that brings its own styles and forms changes nothing of the admin that previews it', async () => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const hostile =
    '<style>@import url(https://foreign.example/a.css); button { display: none !important }</style>' +
    '<form action="https://foreign.example/"><input name="password"></form>\n\nStill **read**.';
  await editor.write('article', article, 'en', { body: hostile });
  await open('article', article);
  const publish = page.getByRole('button', { name: 'Publish', exact: true });
  await page.getByRole('button', { name: 'Preview mode' }).first().click();
  await page.locator('strong', { hasText: 'read' }).waitFor();
  expect(await publish.isVisible()).toBe(true);
  expect(await page.locator('input[name=password]').count()).toBe(0);
  expect(asked.filter((url) => url.includes('foreign.example'))).toEqual([]);
});
