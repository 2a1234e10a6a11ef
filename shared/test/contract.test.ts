import { describe, expect, test } from 'vitest';
import { contentTypes, listedTypes, pagedTypes, typeNames, typeOfUid, uidOf } from '../src/content-types.ts';
import { contracts, titleOf } from '../src/contract/contracts.ts';
import { fieldLabels } from '../src/contract/labels.ts';
import { copyOf, fieldNamesOf } from './support.ts';

/** Written by the CMS, never by an editor. */
const machine = ['type', 'documentId', 'locale', 'publishedAt', 'version'];

describe.each(contentTypes)('the contract of %s', (type) => {
  const { schema, shared, references, markdown } = contracts[type];

  test('has a label for each field, however deep', () => {
    const names = fieldNamesOf(schema);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !machine.includes(name) && !(name in fieldLabels))).toEqual([]);
  });

  test('speaks of its own fields only', () => {
    const fields = Object.keys(schema.shape);
    for (const field of [...shared, ...Object.keys(references), ...markdown]) expect(fields).toContain(field);
  });

  test('shares between the languages every field that names other documents', () => {
    for (const field of Object.keys(references)) expect(shared).toContain(field);
  });

  test('finds its title', () => {
    const document = copyOf(type, 'minimal');
    expect(JSON.stringify(document)).toContain(JSON.stringify(titleOf(document)));
    expect(titleOf(document).length).toBeGreaterThan(3);
  });
});

test('a Strapi UID names its type and nothing else does', () => {
  for (const type of contentTypes) expect(typeOfUid(uidOf(type))).toBe(type);
  expect(uidOf('union-leader')).toBe('api::union-leader.union-leader');
  expect(typeOfUid('plugin::upload.file')).toBeUndefined();
});

test('every type has a name in both languages, and all but the settings have pages', () => {
  expect(Object.keys(typeNames).sort()).toEqual([...contentTypes].sort());
  expect(contentTypes.filter((type) => !(pagedTypes as readonly string[]).includes(type))).toEqual([
    'site-settings',
  ]);
  for (const type of listedTypes) expect(pagedTypes).toContain(type);
});

test('types come after what they refer to, but for the settings and for pieces that name pieces', () => {
  const pieces = ['article', 'interview'];
  const rank = (type: string) => (contentTypes as readonly string[]).indexOf(type);
  for (const type of contentTypes.filter((each) => each !== 'site-settings')) {
    for (const target of Object.values(contracts[type].references)) {
      if (!pieces.includes(type) || !pieces.includes(target))
        expect(rank(target), `${type} refers to ${target}`).toBeLessThan(rank(type));
    }
  }
});
