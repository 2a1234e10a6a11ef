import { existsSync, readdirSync, readFileSync } from 'node:fs';
import {
  contentTypes,
  contracts,
  media,
  slugPattern,
  typeNames,
  uidOf,
  type ContentType,
} from '@samleng/shared';
import { describe, expect, it } from 'vitest';

interface Attribute {
  type: string;
  required?: boolean;
  private?: boolean;
  default?: unknown;
  enum?: string[];
  regex?: string;
  min?: number;
  max?: number;
  maxLength?: number;
  multiple?: boolean;
  component?: string;
  repeatable?: boolean;
  relation?: string;
  target?: string;
  inversedBy?: string;
  mappedBy?: string;
  pluginOptions?: { i18n?: { localized?: boolean } };
}

interface Schema {
  kind?: string;
  info?: { displayName?: string };
  options?: { draftAndPublish?: boolean };
  pluginOptions?: { i18n?: { localized?: boolean } };
  config?: { attributes?: Record<string, { hidden?: boolean }> };
  attributes: Record<string, Attribute>;
}

/** As much of a zod schema as is needed here; zod itself belongs to shared/ alone. */
interface Zod {
  safeParse(value: unknown): { success: boolean };
  readonly def: unknown;
}

/** As much of zod's own description of a schema as is needed to compare it. */
interface Shape {
  readonly type: string;
  readonly format?: string;
  readonly innerType?: Zod;
  readonly element?: Zod;
  readonly entries?: Record<string, string>;
  readonly shape?: Record<string, Zod>;
}

const source = new URL('../src/', import.meta.url);

function readSchema(path: string): Schema {
  return JSON.parse(readFileSync(new URL(path, source), 'utf8')) as Schema;
}

function schemaOf(type: string): Schema {
  return readSchema(`api/${type}/content-types/${type}/schema.json`);
}

function componentOf(uid: string): Schema {
  return readSchema(`components/${uid.replace('.', '/')}.json`);
}

/** Text that is Markdown wherever it stands. */
const markdowns = [
  contracts.page.schema.shape.body,
  contracts['site-settings'].schema.shape.donation.unwrap().shape.use,
];

const shapeOf = (schema: Zod) => schema.def as Shape;

/** What every document carries besides the fields of its type. */
const header = ['type', 'documentId', 'locale', 'publishedAt', 'inlineMedia'];

interface Field {
  readonly where: string;
  readonly schema: Zod;
  readonly attribute: Attribute | undefined;
  readonly reference?: ContentType | undefined;
  readonly markdown?: boolean;
}

/** Compares one field of the contract with its attribute, components opened. Returns what differs. */
function differences({ where, schema, attribute, reference, markdown }: Field): string[] {
  if (!attribute) return [`${where}: Strapi has no such attribute`];
  const nullable = shapeOf(schema).type === 'nullable';
  const inner = nullable ? (shapeOf(schema).innerType as Zod) : schema;
  const shape = shapeOf(inner);
  const faults: string[] = [];
  const want = (fact: string, actual: unknown, expected: unknown) => {
    if (actual !== expected) faults.push(`${where}: ${fact} is ${String(actual)}, not ${String(expected)}`);
  };

  if (reference) {
    want('type', attribute.type, 'relation');
    want('target', attribute.target, uidOf(reference));
    want('to many', /ToMany$/.test(attribute.relation ?? ''), shape.type === 'array');
    return faults;
  }
  if (inner === media) {
    want('type', attribute.type, 'media');
    want('multiple', attribute.multiple, false);
    want('required', attribute.required, !nullable);
    return faults;
  }
  const object = shape.type === 'array' ? shapeOf(shape.element as Zod) : shape;
  if (object.type === 'object') {
    want('type', attribute.type, 'component');
    want('repeatable', attribute.repeatable, shape.type === 'array');
    const needed = shape.type === 'array' ? !inner.safeParse([]).success : !nullable;
    want('required', attribute.required ?? false, needed);
    const { attributes } = componentOf(attribute.component ?? '');
    return [...faults, ...compare(where, object.shape ?? {}, attributes)];
  }
  want('required', attribute.required ?? false, !nullable);
  const type = { enum: 'enumeration', boolean: 'boolean', number: 'integer' }[shape.type];
  if (type) want('type', attribute.type, type);
  if (shape.type === 'enum')
    want('values', attribute.enum?.join(), Object.values(shape.entries ?? {}).join());
  if (shape.type === 'boolean') want('default', attribute.default, false);
  if (shape.type === 'number') {
    want('smallest value', inner.safeParse(attribute.min).success, true);
    want('below the smallest', inner.safeParse((attribute.min ?? 0) - 1).success, false);
    want('largest value', inner.safeParse(attribute.max).success, true);
    want('above the largest', inner.safeParse((attribute.max ?? 0) + 1).success, false);
  }
  if (!type) {
    const expected =
      markdown || markdowns.includes(inner as never)
        ? ['richtext']
        : shape.format === 'date'
          ? ['date']
          : ['string', 'text'];
    if (!expected.includes(attribute.type)) want('type', attribute.type, expected.join(' or '));
  }
  return faults;
}

/** Compares all fields of an object with all attributes of a schema, both ways. */
function compare(
  where: string,
  fields: Record<string, Zod>,
  attributes: Record<string, Attribute>,
  contract?: (typeof contracts)[ContentType],
): string[] {
  const travels = Object.entries(attributes).filter(([, it]) => !it.private && !it.mappedBy);
  const unknown = travels.filter(([name]) => !(name in fields));
  return [
    ...unknown.map(([name]) => `${where}.${name}: the contract has no such field`),
    ...Object.entries(fields).flatMap(([name, schema]) =>
      differences({
        where: `${where}.${name}`,
        schema,
        attribute: attributes[name],
        reference: contract?.references[name],
        markdown: contract?.markdown.includes(name) ?? false,
      }),
    ),
  ];
}

describe.each(contentTypes)('the schema of %s', (type) => {
  const schema = schemaOf(type);
  const contract = contracts[type];
  const own = Object.entries(schema.attributes).filter(([, attribute]) => !attribute.mappedBy);
  const inverse = Object.entries(schema.attributes).filter(([, attribute]) => attribute.mappedBy);

  it('says the same as the contract, field by field', () => {
    const { shape } = contract.schema as unknown as { shape: Record<string, Zod> };
    const fields = Object.fromEntries(Object.entries(shape).filter(([name]) => !header.includes(name)));
    expect(compare(type, fields, schema.attributes, contract)).toEqual([]);
  });

  it('is called what editors call it, in both languages', () => {
    expect(schema.info?.displayName).toBe(`${typeNames[type].en} · ${typeNames[type].km}`);
  });

  it('has drafts and languages', () => {
    expect(schema.options?.draftAndPublish).toBe(true);
    expect(schema.pluginOptions?.i18n?.localized).toBe(true);
    expect(schema.kind).toBe(type === 'site-settings' ? 'singleType' : 'collectionType');
  });

  it('says of every attribute whether it is localised, as the contract shares it', () => {
    const localized = Object.fromEntries(
      own.map(([name, attribute]) => [name, attribute.pluginOptions?.i18n?.localized]),
    );
    const expected = Object.fromEntries(own.map(([name]) => [name, !contract.shared.includes(name)]));
    expect(localized).toEqual(expected);
    for (const [, attribute] of inverse) expect(attribute.pluginOptions?.i18n?.localized).toBe(false);
  });

  it('relates both ways, and shows the inverse side nowhere', () => {
    const mirror = { manyToMany: 'manyToMany', manyToOne: 'oneToMany', oneToMany: 'manyToOne' };
    for (const [name, attribute] of Object.entries(schema.attributes)) {
      if (attribute.type !== 'relation') continue;
      const target = schemaOf(attribute.target?.split('.').at(-1) ?? '');
      const back = target.attributes[attribute.inversedBy ?? attribute.mappedBy ?? ''];
      expect(back, `${type}.${name} has an inverse side`).toBeDefined();
      expect(back?.target).toBe(uidOf(type));
      expect(back?.mappedBy ?? back?.inversedBy).toBe(name);
      expect(back?.relation).toBe(mirror[attribute.relation as keyof typeof mirror]);
    }
    expect(Object.keys(schema.config?.attributes ?? {}).sort()).toEqual(inverse.map(([name]) => name).sort());
  });

  it('takes exactly the slugs that the contract takes', () => {
    const { slug } = schema.attributes;
    if (!slug) return;
    const pattern = new RegExp(slug.regex ?? '(?!)');
    for (const value of ['a', 'minimum-wage-2026', 'A', 'a--b', '-a', 'a-', 'ប្រាក់', 'a b', '']) {
      expect([value, pattern.test(value)]).toEqual([value, slugPattern.test(value)]);
    }
    expect(slug.maxLength).toBe(80);
  });
});

describe('components', () => {
  const folder = new URL('components/content/', source);
  const names = readdirSync(folder).map((file) => `content.${file.replace('.json', '')}`);

  it('hold no relations, which Strapi would drop', () => {
    for (const name of names) {
      const types = Object.values(componentOf(name).attributes).map((attribute) => attribute.type);
      expect(types, name).not.toContain('relation');
    }
  });

  it('are all used', () => {
    const used = new Set(
      [...contentTypes.map(schemaOf), ...names.map(componentOf)].flatMap((schema) =>
        Object.values(schema.attributes).flatMap(({ component }) => component ?? []),
      ),
    );
    expect([...used].sort()).toEqual(names.sort());
  });

  it('keep what a person agreed to private', () => {
    expect(componentOf('content.consent').attributes.scope?.private).toBe(true);
  });
});

it('every type has its own folder under src/api', () => {
  for (const type of contentTypes)
    expect(existsSync(new URL(`api/${type}/routes/${type}.ts`, source))).toBe(true);
});
