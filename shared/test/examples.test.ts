import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contentTypes, type ContentType } from '../src/content-types.ts';
import { contracts } from '../src/contract/contracts.ts';
import { exampleMediaFolder, examplesFolder } from '../src/examples.ts';
import { copyOf, examples, leavesOf, withValue } from './support.ts';

const everyDocument = examples.flatMap(({ name, documents }) =>
  documents.map((document) => ({ name: `${name} (${document.locale})`, document })),
);

describe('every curated example', () => {
  test('stands in a file that is named once and is read', () => {
    const files = contentTypes.flatMap((type) =>
      readdirSync(new URL(`${type}/`, examplesFolder)).map((file) => `${type}/${file}`),
    );
    expect(examples.map(({ name }) => `${name}.json`).sort()).toEqual(files.sort());
  });

  test('has an id and, within its type, a slug of its own', () => {
    const ids = examples.map(({ documents }) => documents[0]?.documentId);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    const slugs = examples.flatMap(({ type, documents }) => {
      const [document] = documents;
      return document && 'slug' in document ? [`${type}/${document.slug}`] : [];
    });
    expect(slugs.filter((slug, at) => slugs.indexOf(slug) !== at)).toEqual([]);
  });

  test.each(examples.map(({ name, type }) => [name, type] as const))(
    '%s writes shared fields once and all others once a language',
    (name, type) => {
      const file = JSON.parse(readFileSync(new URL(`${name}.json`, examplesFolder), 'utf8')) as {
        shared: object;
        languages: Record<string, object>;
      };
      const { schema, shared } = contracts[type];
      const header = ['type', 'documentId', 'locale', 'publishedAt', 'inlineMedia'];
      const own = Object.keys(schema.shape).filter((key) => !header.includes(key) && !shared.includes(key));
      expect(Object.keys(file.shared).filter((key) => key !== 'inlineMedia')).toHaveLength(shared.length);
      expect(Object.keys(file.shared)).toEqual(expect.arrayContaining([...shared]));
      for (const fields of Object.values(file.languages))
        expect(Object.keys(fields).sort()).toEqual(own.sort());
    },
  );

  test.each(everyDocument.map(({ name, document }) => [name, document] as const))(
    '%s refers only to examples that exist, in a language its readers can be given',
    (_, document) => {
      const { references } = contracts[document.type];
      const fields = document as unknown as Record<string, string | string[] | null>;
      for (const [field, type] of Object.entries(references)) {
        for (const id of [fields[field] ?? []].flat()) {
          const target = examples.find((example) => example.documents[0]?.documentId === id);
          expect(target?.type, `${field} names ${id}`).toBe(type);
          const languages = target?.documents.map(({ locale }) => locale);
          expect(languages?.includes(document.locale) || languages?.includes('en')).toBe(true);
        }
      }
    },
  );
});

describe('each type', () => {
  test.each(contentTypes)('%s has an example whose every field is filled', (type) => {
    // An interview has one of two who answer; a type without Markdown pictures lists none.
    const mayBeEmpty = ['inlineMedia', ...(type === 'interview' ? ['leader'] : [])];
    const full = everyDocument.filter(
      ({ document }) => document.type === type && isFilled(document, mayBeEmpty),
    );
    expect(full.map(({ document }) => document.locale)).toEqual(expect.arrayContaining(['en', 'km']));
  });

  test.each(contentTypes)('%s has a minimal example from which nothing more can be left out', (type) => {
    const minimal = copyOf(type, 'minimal');
    for (const [field, value] of Object.entries(minimal)) {
      if (value === null || (Array.isArray(value) && value.length === 0)) continue;
      for (const nothing of [null, []]) {
        const result = contracts[type].schema.safeParse(withValue(minimal, [field], nothing));
        expect(result.success, `${field} could be ${JSON.stringify(nothing)}`).toBe(false);
      }
    }
  });

  function isFilled(document: unknown, mayBeEmpty: readonly string[]): boolean {
    return leavesOf(document).every(
      ({ key, value }) => mayBeEmpty.includes(key) || (value !== null && typeof value !== 'object'),
    );
  }
});

describe('the pictures of the examples', () => {
  const used = new Set(
    everyDocument.flatMap(({ document }) => JSON.stringify(document).match(/\/uploads\/[\w.-]+/g) ?? []),
  );
  const files = readdirSync(exampleMediaFolder);

  test('are the files in the media folder, none missing and none unused', () => {
    const pictures = files.filter((file) => file.endsWith('.png')).map((file) => `/uploads/${file}`);
    expect([...used].sort()).toEqual(pictures.sort());
  });

  test.each([...used])(
    '%s has the size stated, weighs little and lies beside the drawing it was made from',
    (url) => {
      const name = url.slice('/uploads/'.length);
      const bytes = readFileSync(new URL(name, exampleMediaFolder));
      expect(bytes.subarray(0, 4).toString('latin1')).toBe('\u0089PNG');
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1600, 900]);
      expect(bytes.length).toBeLessThan(60_000);
      expect(existsSync(new URL(name.replace('.png', '.svg'), exampleMediaFolder))).toBe(true);
    },
  );

  test('inside Markdown are exactly those that inlineMedia lists', () => {
    for (const { name, document } of everyDocument) {
      const fields = document as unknown as Record<string, unknown>;
      const text = markdownOf(document.type, fields);
      const written = [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, address]) => address);
      expect(
        document.inlineMedia.map(({ url }) => url),
        name,
      ).toEqual(written);
    }
  });

  function markdownOf(type: ContentType, fields: Record<string, unknown>): string {
    return contracts[type].markdown.map((field) => String(fields[field] ?? '')).join('\n');
  }
});
