import type { Core } from '@strapi/strapi';
import { contentTypes, contracts, locales, type Locale, typeOfUid, uidOf } from '@samleng/shared';
import { attributesOf } from '../publication/wire-schema';
import { onceFor } from './provisioned';

interface Permission {
  readonly action: string;
  readonly subject?: string | null;
  readonly properties?: { readonly fields?: readonly string[]; readonly locales?: readonly Locale[] };
  readonly conditions?: readonly string[];
}

interface Role {
  readonly code: string;
  readonly name: string;
  readonly description: string;
  permissions(strapi: Core.Strapi): Permission[];
  /** True when nobody may widen the role by hand: it is put right at every start. */
  readonly strict: boolean;
}

interface RoleService {
  findOne(where: { code: string }): Promise<{ id: number } | null>;
  create(role: { code: string; name: string; description: string }): Promise<{ id: number }>;
  assignPermissions(roleId: number, permissions: readonly Permission[]): Promise<unknown>;
}

const explorer = 'plugin::content-manager.explorer';
const ownOnly = ['admin::is-creator'];

const roles: readonly Role[] = [
  {
    code: 'strapi-editor',
    name: 'Editor',
    description: 'Writes, publishes and deletes everything, in all languages.',
    strict: false,
    permissions: (strapi) => [
      ...contentPermissions(strapi, ['create', 'read', 'update', 'delete', 'publish'], locales),
      ...libraryPermissions([]),
    ],
  },
  {
    code: 'strapi-author',
    name: 'Author',
    description: 'Reads everything, writes and deletes what is their own; an editor publishes it.',
    strict: false,
    permissions: (strapi) => [
      ...contentPermissions(strapi, ['create', 'read'], locales),
      ...contentPermissions(strapi, ['update', 'delete'], locales, ownOnly),
      ...libraryPermissions(ownOnly),
    ],
  },
  {
    code: 'samleng-khmer-translator',
    name: 'Khmer translator',
    description: 'Reads everything, writes what is Khmer alone; an editor publishes it.',
    strict: true,
    permissions: (strapi) => [
      ...contentPermissions(strapi, ['read'], locales),
      ...contentPermissions(strapi, ['create', 'update'], ['km']).map(withoutShared),
      ...libraryPermissions(ownOnly),
    ],
  },
];

/** Makes the roles useful for our types: Strapi fills its own before it knows our languages. */
export async function ensureRoles(strapi: Core.Strapi): Promise<void> {
  const service = strapi.service('admin::role') as unknown as RoleService;
  for (const role of roles) {
    const { code, name, description, strict } = role;
    const permissions = role.permissions(strapi);
    const assign = async () => {
      const found = (await service.findOne({ code })) ?? (await service.create({ code, name, description }));
      await service.assignPermissions(found.id, permissions);
    };
    if (strict) await assign();
    else await onceFor(strapi, `role-${code}`, permissions, assign);
  }
}

function contentPermissions(
  strapi: Core.Strapi,
  actions: readonly string[],
  languages: readonly Locale[],
  conditions: readonly string[] = [],
): Permission[] {
  return actions.flatMap((action) =>
    contentTypes.map((type): Permission => {
      const withFields = ['create', 'read', 'update'].includes(action);
      return {
        action: `${explorer}.${action}`,
        subject: uidOf(type),
        properties: {
          ...(withFields ? { fields: fieldsOf(strapi, uidOf(type), action === 'read') } : {}),
          locales: languages,
        },
        conditions,
      };
    }),
  );
}

/** Leaves out the fields that all languages share: who writes one language must not write the others. */
function withoutShared({ properties, ...permission }: Permission): Permission {
  const type = typeOfUid(permission.subject ?? '');
  const shared: readonly string[] = type ? contracts[type].shared : [];
  const fields = properties?.fields?.filter((path) => !shared.includes(path.replace(/\..*/, '')));
  return { ...permission, properties: { ...properties, fields } };
}

/** The paths of all fields, components opened; the inverse sides of relations can only be read. */
function fieldsOf(strapi: Core.Strapi, uid: string, reading: boolean): string[] {
  return Object.entries(attributesOf(strapi, uid)).flatMap(([name, { component, mappedBy }]) => {
    if (mappedBy && !reading) return [];
    return component ? fieldsOf(strapi, component, reading).map((inner) => `${name}.${inner}`) : [name];
  });
}

function libraryPermissions(conditions: readonly string[]): Permission[] {
  const plain = ['read', 'assets.create', 'assets.download', 'assets.copy-link'];
  return [
    ...plain.map((action): Permission => ({ action: `plugin::upload.${action}` })),
    // How the library looks is one setting for everybody: not for who has only their own.
    ...(conditions.length === 0 ? [{ action: 'plugin::upload.configure-view' }] : []),
    { action: 'plugin::upload.assets.update', conditions },
  ];
}
