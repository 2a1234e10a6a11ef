import type { Core } from '@strapi/strapi';
import { errors } from '@strapi/utils';
import { fileUid, type MediaFile } from '../publication/media';
import { inBoth } from './refusal';

export const folderUid = 'plugin::upload.folder';

/** Who may change only what is their own has this action with a condition. */
const action = 'plugin::upload.assets.update';

/** A folder of the media library. */
export interface MediaFolder {
  readonly id: number;
  readonly name: string;
  /** Numbers of the folders down to this one: `/1/5`. */
  readonly path: string;
}

/** What stands in the media library. */
export interface LibraryItems {
  readonly files: readonly MediaFile[];
  readonly folders: readonly MediaFolder[];
}

interface PermissionsManager {
  readonly ability: { cannot(action: string, subject: unknown): boolean };
  toSubject(entity: object): unknown;
}

interface AskedFor {
  readonly fileIds?: readonly number[];
  readonly folderIds?: readonly number[];
}

/** The files and folders of these numbers, with everything in the folders, however deep. */
export async function libraryItems(
  strapi: Core.Strapi,
  { fileIds = [], folderIds = [] }: AskedFor,
): Promise<LibraryItems> {
  const named = await find<MediaFolder>(strapi, folderUid, { id: { $in: folderIds } });
  const within = (field: string) =>
    named.flatMap(({ path }) => [{ [field]: { $eq: path } }, { [field]: { $startsWith: `${path}/` } }]);
  return {
    files: await find<MediaFile>(strapi, fileUid, {
      $or: [{ id: { $in: fileIds } }, ...within('folderPath')],
    }),
    folders: named.length > 0 ? await find<MediaFolder>(strapi, folderUid, { $or: within('path') }) : [],
  };
}

/**
 * Refuses who may change only their own, when something here is not. Strapi asks this where one file
 * is changed, and neither where many are nor for folders (strapi#27649). Without a person behind the
 * request there is nobody to ask about.
 * @throws PolicyError naming the first foreign file or folder in both languages.
 */
export async function refuseForeign(strapi: Core.Strapi, { files, folders }: LibraryItems): Promise<void> {
  const ability: unknown = strapi.requestContext.get()?.state?.userAbility;
  if (!ability) return;
  const managers = strapi.service('admin::permission') as unknown as {
    createPermissionsManager(of: object): PermissionsManager;
  };
  for (const [model, items] of [
    [fileUid, files],
    [folderUid, folders],
  ] as const) {
    const manager = managers.createPermissionsManager({ ability, action, model });
    const foreign = items.find((item) => manager.ability.cannot(action, manager.toSubject({ ...item })));
    if (!foreign) continue;
    const { name } = foreign as { name: string };
    // Of all its errors of permission, Strapi answers only this one with its message.
    throw new errors.PolicyError(
      inBoth({
        en: `“${name}” is somebody else’s, and your role changes only what is your own. Leave it out, or ask an editor.`,
        km: `«${name}» ជារបស់អ្នកផ្សេង ហើយតួនាទីរបស់អ្នកអាចកែតែអ្វីដែលជារបស់ខ្លួនប៉ុណ្ណោះ។ សូមកុំជ្រើសវា ឬស្នើអ្នកកែសម្រួល។`,
      }),
    );
  }
}

async function find<T>(strapi: Core.Strapi, uid: string, where: object): Promise<T[]> {
  return (
    (await strapi.db
      .query(uid as never)
      // The creator and their roles are what conditions look at.
      .findMany({ where: where as never, populate: { createdBy: { populate: ['roles'] } } as never })) as T[]
  );
}
