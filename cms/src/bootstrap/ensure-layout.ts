import type { Core } from '@strapi/strapi';
import { contentTypes, fieldLabels, typeOfUid, uidOf } from '@samleng/shared';
import { attributesOf } from '../publication/wire-schema';
import { fieldHelp, sharedRelationHelp } from './field-help';
import { componentLayouts, type Layout, layouts } from './layouts';
import { onceFor } from './provisioned';

interface Configuration {
  readonly settings: Record<string, unknown>;
  readonly metadatas: Record<string, { edit: Record<string, unknown>; list: Record<string, unknown> }>;
  readonly layouts: { list: string[]; edit: { name: string; size: number }[][] };
}

interface Configurations {
  findConfiguration(model: { uid: string }): Promise<Configuration>;
  updateConfiguration(model: { uid: string }, configuration: Configuration): Promise<unknown>;
}

/** Sets how editors see our types: labels and help in both languages, columns, rows and titles. */
export async function ensureLayout(strapi: Core.Strapi): Promise<void> {
  const wanted = { layouts, componentLayouts, fieldLabels, fieldHelp, sharedRelationHelp };
  await onceFor(strapi, 'layout', wanted, async () => {
    const manager = strapi.plugin('content-manager');
    const types = manager.service('content-types') as unknown as Configurations;
    const components = manager.service('components') as unknown as Configurations;
    for (const type of contentTypes) await configure(strapi, types, uidOf(type), layouts[type]);
    for (const [uid, layout] of Object.entries(componentLayouts)) {
      await configure(strapi, components, uid, { ...layout, list: [] });
    }
  });
}

async function configure(
  strapi: Core.Strapi,
  service: Configurations,
  uid: string,
  layout: Omit<Layout, 'sort'> & Partial<Layout>,
): Promise<void> {
  const present = await service.findConfiguration({ uid });
  const metadatas = structuredClone(present.metadatas);
  for (const [name, attribute] of Object.entries(attributesOf(strapi, uid))) {
    const found = metadatas[name];
    const label = fieldLabels[name];
    if (!found || !label) continue;
    const both = `${label.en} · ${label.km}`;
    found.edit = {
      ...found.edit,
      label: both,
      description: helpFor(uid, name, attribute.relation !== undefined),
    };
    found.list = { ...found.list, label: both };
    // A target is named by its own title, not by whichever string comes first.
    const target = attribute.target && typeOfUid(attribute.target);
    if (target) found.edit.mainField = layouts[target].title;
  }
  const [sortBy, order] = layout.sort ?? [];
  await service.updateConfiguration(
    { uid },
    {
      settings: {
        ...present.settings,
        mainField: layout.title,
        ...(sortBy ? { defaultSortBy: sortBy, defaultSortOrder: order, pageSize: 20 } : {}),
      },
      metadatas,
      layouts: {
        list: layout.list.length > 0 ? [...layout.list] : present.layouts.list,
        edit: rowsOf(layout.edit),
      },
    },
  );
}

function helpFor(uid: string, name: string, isRelation: boolean): string {
  const help = fieldHelp[`${uid}.${name}`] ?? fieldHelp[name];
  const said = [help, isRelation ? sharedRelationHelp : undefined].filter((text) => text !== undefined);
  const [en, km] = [said.map((text) => text.en).join(' '), said.map((text) => text.km).join(' ')];
  return en ? `${en} · ${km}` : '';
}

function rowsOf(rows: readonly string[]): { name: string; size: number }[][] {
  return rows.map((row) =>
    row.split(' ').map((cell) => {
      const [name = '', size] = cell.split(':');
      return { name, size: Number(size) };
    }),
  );
}
