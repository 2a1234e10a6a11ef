import { fileURLToPath } from 'node:url';
import { listedTypes, locales, otherLocales, pagedTypes } from '@samleng/shared';
import { loadExamples } from '@samleng/shared/examples';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { toJsonLd } from '../src/components/json-ld.ts';
import { entriesFor } from '../src/content/entries.ts';
import { contentOf } from '../src/content/with-draft.ts';
import { toDocumentPage } from '../src/views/document-page.ts';
import type { LayoutView } from '../src/views/layout.ts';
import { toListView } from '../src/views/list-page.ts';

const content = contentOf(loadExamples().flatMap(({ documents }) => documents));
const site = new URL('https://samleng.example/');

type Statement = Record<string, unknown> & { readonly '@type': string };

/** Every page of the examples with what it states, as its head says it. */
const pages = locales.flatMap((locale) => {
  const entries = entriesFor(content, locale);
  const elsewhere = otherLocales(locale).map((each) => entriesFor(content, each));
  const layouts: LayoutView[] = [
    ...(['site-settings', ...pagedTypes] as const).flatMap((type) =>
      entries.written(type).map((entry) => toDocumentPage(entries, entry, elsewhere).layout),
    ),
    ...listedTypes.map((type) => toListView(entries, type, 'newest').layout),
  ];
  return layouts.map((layout) => ({
    path: layout.path,
    layout,
    statements: JSON.parse(toJsonLd(layout.structuredData, site))['@graph'] as Statement[],
  }));
});
const all = pages.flatMap(({ path, statements }) => statements.map((statement) => ({ path, statement })));
const ofType = (...types: string[]) => all.filter(({ statement }) => types.includes(statement['@type']));

/** Says what is wrong with statements by schema.org's vocabulary, as schema-dts has it in types. */
function vocabularyTroubles(statements: readonly { path: string; statement: Statement }[]): string[] {
  const lines = statements.map(
    ({ path, statement }, index) =>
      `export const s${index}: S.${statement['@type']} = ${JSON.stringify(statement)}; // ${path}`,
  );
  const file = fileURLToPath(new URL('statements.ts', import.meta.url));
  const text = ["import type * as S from 'schema-dts';", ...lines].join('\n');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? text : readFile(name));
  host.getSourceFile = (name, target, ...rest) =>
    name === file ? ts.createSourceFile(name, text, target) : getSourceFile(name, target, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, start = 0 }) => {
    const line = text.slice(0, start).split('\n').length - 1;
    return `${lines[line - 1]?.split(' // ').at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

/** A statement without its words. */
function shapeOf(statement: Statement): string {
  return JSON.stringify(statement, (name, value: unknown) => {
    if (Array.isArray(value))
      return [
        ...new Map(
          value.map((each) => [typeof each === 'object' ? Object.keys(each as object).join() : '', each]),
        ).values(),
      ];
    return name === '@type' || typeof value === 'object' ? value : typeof value;
  });
}

test('everything stated is in schema.org’s words, on every page of the examples', () => {
  expect(all.length).toBeGreaterThan(150);
  const [first] = ofType('NewsArticle');
  if (!first) throw new Error('There is no NewsArticle.');
  // Two that are not, to see that the check sees.
  const typing = { path: 'typing', statement: { ...first.statement, headlin: 'An error' } };
  const nobody = { path: 'nobody', statement: { ...first.statement, about: { '@type': 'Nobody' } } };
  // Many pages state the same with other words: one of each shape is enough.
  const shapes = new Map(all.map((each) => [shapeOf(each.statement), each]));
  const troubles = vocabularyTroubles([...shapes.values(), typing, nobody]);
  expect(troubles.filter((trouble) => !/^(typing|nobody): /.test(trouble))).toEqual([]);
  expect(troubles).toHaveLength(2);
});

test('every page but the front says where it stands', () => {
  for (const { path, layout, statements } of pages) {
    const crumbs = statements.filter((each) => each['@type'] === 'BreadcrumbList');
    expect(crumbs, path).toHaveLength(layout.title === null ? 0 : 1);
    for (const { itemListElement } of crumbs) {
      const items = itemListElement as { position: number; name: string; item: string }[];
      expect(items.length).toBeGreaterThan(1);
      expect(items.map(({ position }) => position)).toEqual(items.map((_, index) => index + 1));
      expect(items.at(-1)?.item).toBe(new URL(path, site).href);
    }
  }
});

test('addresses are whole, everywhere', () => {
  for (const { statement } of all) expect(JSON.stringify(statement)).not.toMatch(/":\s*"\/|\["\//);
});

describe('search engines find what they require of', () => {
  const filled = (value: unknown) => expect(String(value)).toMatch(/\S/);

  test('a piece: headline, pictures, dates, authors, a publisher with a logo', () => {
    const pieces = ofType('NewsArticle', 'AnalysisNewsArticle', 'OpinionNewsArticle', 'Article');
    expect(pieces.length).toBeGreaterThan(10);
    for (const { statement } of pieces) {
      filled(statement.headline);
      const images = statement.image as string[];
      expect(images.at(-1)).toMatch(/^https:\/\/samleng\.example\/share\//);
      for (const date of [statement.datePublished, statement.dateModified])
        expect(date).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+(Z|\+07:00)$/);
      for (const author of [statement.author].flat() as Record<string, unknown>[])
        if (!('name' in author)) expect(author).toEqual({ '@id': 'https://samleng.example/#publisher' });
      expect(statement.publisher).toMatchObject({
        logo: { '@type': 'ImageObject', url: expect.stringMatching(/\.png$/) },
      });
      expect(statement.inLanguage).toMatch(/^(en|km)$/);
      expect(statement.isPartOf).toEqual({ '@id': `https://samleng.example/${statement.inLanguage}/#site` });
    }
  });

  test('an interview: it is about the person who answers', () => {
    const interviews = all.filter(
      ({ path, statement }) => path.includes('/interviews/') && statement['@type'] === 'Article',
    );
    expect(interviews.length).toBeGreaterThan(3);
    for (const { statement } of interviews)
      expect(statement.about).toMatchObject([{ '@type': 'Person', name: expect.stringMatching(/\S/) }]);
  });

  test('a profile: the person by name', () => {
    const profiles = ofType('ProfilePage');
    expect(profiles.length).toBeGreaterThan(10);
    for (const { statement } of profiles)
      expect(statement.mainEntity).toMatchObject({ '@type': 'Person', name: expect.stringMatching(/\S/) });
  });

  test('a list or a topic: what it lists, in order', () => {
    for (const { path, statement } of ofType('CollectionPage')) {
      const list = statement.mainEntity as
        { itemListElement: { position: number; url: string }[] } | undefined;
      if (!path.includes('/topics/')) expect(list?.itemListElement.length).toBeGreaterThan(0);
      for (const [index, item] of (list?.itemListElement ?? []).entries())
        expect(item).toMatchObject({ position: index + 1, url: expect.stringMatching(/^https:.*\/$/) });
    }
    expect(ofType('CollectionPage').length).toBeGreaterThan(8);
  });
});

test('a piece in two languages names the other, once as the translation and once as what was translated', () => {
  const of = (path: string) => {
    const found = all.find((each) => each.path === path && '@id' in each.statement);
    if (!found) throw new Error(`${path} states nothing.`);
    return found.statement;
  };
  const path = 'articles/yang-sophorn-learning-to-lead/';
  const id = (locale: string) => ({ '@id': `https://samleng.example/${locale}/${path}#piece` });
  expect(of(`/en/${path}`)).toMatchObject({ ...id('en'), workTranslation: [id('km')] });
  expect(of(`/km/${path}`)).toMatchObject({ ...id('km'), translationOfWork: id('en') });
  const alone = of('/en/articles/central-commentary-labour-rights/');
  expect(alone).not.toHaveProperty('workTranslation');
  // Sources are told as what the piece rests on.
  expect((alone.citation as unknown[])[0]).toMatchObject({
    '@type': 'CreativeWork',
    name: expect.stringMatching(/\S/),
  });
});
