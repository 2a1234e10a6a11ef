import { expect, test } from 'vitest';
import { pagedTypes } from '../src/content-types.ts';
import { isLocale, locales, localeFacts, otherLocales } from '../src/locales.ts';
import {
  documentPath,
  donatePath,
  feedPath,
  homePath,
  homeShareImagePath,
  listPath,
  localeOfPath,
  previewPath,
  reservedPageSlugs,
  revokedPath,
  savedPath,
  searchFolder,
  searchPath,
  shareImagePath,
  slugPattern,
} from '../src/routes.ts';

test('paths are those that readers, feeds and sitemaps rely on', () => {
  expect(homePath('km')).toBe('/km/');
  expect(listPath('en', 'article')).toBe('/en/articles/');
  expect(listPath('en', 'union-leader', 2)).toBe('/en/leaders/page/2/');
  expect(documentPath('km', 'topic', 'gender-equality')).toBe('/km/topics/gender-equality/');
  expect(documentPath('km', 'topic', 'gender-equality', 3)).toBe('/km/topics/gender-equality/page/3/');
  expect(documentPath('en', 'person', 'anna-vu-kim')).toBe('/en/people/anna-vu-kim/');
  expect(documentPath('en', 'organisation', 'catu')).toBe('/en/organisations/catu/');
  expect(documentPath('km', 'page', 'about')).toBe('/km/about/');
  expect(feedPath('en')).toBe('/en/feed.xml');
  expect(feedPath('en', undefined, 'json')).toBe('/en/feed.json');
  expect(feedPath('km', 'union-leader')).toBe('/km/leaders/feed.xml');
  expect(feedPath('km', 'article', 'json')).toBe('/km/articles/feed.json');
  expect(searchPath('km')).toBe('/km/search/');
  expect(searchFolder('km')).toBe('/search-index/km/');
  expect(donatePath('en')).toBe('/en/donate/');
  expect(savedPath('en')).toBe('/en/saved/');
  expect(revokedPath).toBe('/revoked.json');
  expect(shareImagePath('km', 'article', 'a-slug', '0a1b')).toBe('/share/km/articles/a-slug-0a1b.png');
  expect(shareImagePath('en', 'page', 'home', '0a1b')).toBe('/share/en/pages/home-0a1b.png');
  expect(homeShareImagePath('en', '0a1b')).toBe('/share/en/home-0a1b.png');
  expect(previewPath('article', 'a/b')).toBe('/preview/article/a%2Fb/');
});

test('no two types share an address, and a page can take no other type’s', () => {
  const paths = pagedTypes.map((type) => documentPath('en', type, 'same'));
  expect(new Set(paths).size).toBe(pagedTypes.length);
  for (const type of pagedTypes.filter((each) => each !== 'page')) {
    expect(reservedPageSlugs).toContain(documentPath('en', type, 'same').split('/')[2]);
  }
  for (const path of [searchPath('en'), donatePath('en'), savedPath('en')])
    expect(reservedPageSlugs).toContain(path.split('/')[2]);
  expect(reservedPageSlugs).not.toContain('about');
});

test('a path tells its language, or that it has none', () => {
  expect(localeOfPath('/km/articles/')).toBe('km');
  expect(localeOfPath('/en/')).toBe('en');
  for (const path of ['/', '/404.html', '/fr/', '/english/', '']) expect(localeOfPath(path)).toBeUndefined();
});

test.each(['minimum-wage-2026', 'catu', '2026'])('“%s” is a slug', (slug) =>
  expect(slug).toMatch(slugPattern),
);
test.each(['', '-', 'a--b', 'a-', 'Wage', 'a b', 'ប្រាក់', 'a/b'])('“%s” is none', (slug) =>
  expect(slug).not.toMatch(slugPattern),
);

test('every language knows its names, and which the others are', () => {
  for (const locale of locales) {
    expect(isLocale(locale)).toBe(true);
    expect(otherLocales(locale)).not.toContain(locale);
    expect(otherLocales(locale)).toHaveLength(locales.length - 1);
    expect(new Intl.Locale(localeFacts[locale].intl).language).toBe(locale);
  }
  expect(isLocale('fr')).toBe(false);
  expect(isLocale(undefined)).toBe(false);
});
