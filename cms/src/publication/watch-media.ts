import type { Core } from '@strapi/strapi';
import { type Localised, media, typeNames } from '@samleng/shared';
import { errors } from '@strapi/utils';
import { readPublic } from './feed';
import { inBoth, refusal } from '../rules/refusal';
import { type IncomingFile, refuseFalsePicture } from '../rules/real-picture';
import { titleOfFields } from '../rules/title-of-fields';
import { appendToLog, waitForTurn } from './log';
import { fileUid, type MediaFile } from './media';
import { forbiddenUsage } from './media-permission';
import { mediaEntries, publicUsage, type Usage } from './media-usage';

type Method = (...args: never[]) => Promise<unknown>;
type Methods = Record<string, Method>;

/** What the media library's `upload` is given. */
interface Upload {
  readonly files: IncomingFile | IncomingFile[];
}

interface LifecycleEvent {
  readonly params: { readonly where?: Readonly<Record<string, unknown>> };
  readonly state: { usage?: Usage[] };
}

/**
 * Writes the log when a file changes that public documents show, and keeps files that they cannot
 * be without. The media library does not pass the Document Service: its services are wrapped in
 * transactions, and the table of files is watched, whatever way a change takes.
 */
export function watchMedia(strapi: Core.Strapi): void {
  const findFiles = async (where: object) =>
    (await strapi.db.query(fileUid).findMany({ where: where as never })) as MediaFile[];

  strapi.db.lifecycles.subscribe({
    models: [fileUid],
    async beforeDelete(event) {
      // Afterwards nobody knows any more where the file was.
      await rememberUsage(event as unknown as LifecycleEvent);
    },
    async afterDelete(event) {
      await append((event as unknown as LifecycleEvent).state.usage ?? []);
    },
    async afterUpdate(event) {
      const found = event as unknown as LifecycleEvent;
      await rememberUsage(found);
      await append(found.state.usage ?? []);
    },
  });

  async function rememberUsage(event: LifecycleEvent): Promise<void> {
    const files = event.params.where ? await findFiles(event.params.where) : [];
    event.state.usage = (await Promise.all(files.map((file) => publicUsage(strapi, file)))).flat();
  }

  async function append(usage: readonly Usage[]): Promise<void> {
    const entries = mediaEntries(usage);
    if (entries.length > 0) {
      await strapi.db.transaction((transaction) => appendToLog(strapi, transaction, entries));
    }
  }

  const upload = strapi.plugin('upload').service('upload') as unknown as Methods;
  const file = strapi.plugin('upload').service('file') as unknown as Methods;
  const folder = strapi.plugin('upload').service('folder') as unknown as Methods;

  // Whatever the settings say: a picture lies upright, and writing it anew leaves out where it was taken.
  const readSettings = upload.getSettings as () => Promise<object | null>;
  upload.getSettings = async () => ({ ...(await readSettings.call(upload)), autoOrientation: true });

  wrap(upload, 'updateFileInfo', async () => undefined);
  wrap(upload, 'remove', (found: MediaFile) => refuseRemoval([found]));
  const store = upload.upload as (input: Upload, options?: unknown) => Promise<unknown>;
  upload.upload = (async (input: Upload, options?: unknown) => {
    for (const incoming of [input.files].flat()) await refuseFalsePicture(incoming);
    return store.call(upload, input, options);
  }) as Method;
  wrap(upload, 'replace', async (id: number, input: { file?: IncomingFile }) => {
    if (input.file) await refuseFalsePicture(input.file);
    const mime = input.file?.detectedMimeType ?? input.file?.mimetype;
    const files = await findFiles({ id });
    await refuseForbidden(files);
    if (!media.shape.mime.safeParse(mime).success) await refuseNeeded(files);
  });
  // Nothing of a selection is removed when one of it is needed: bytes that are gone do not come back.
  wrap(file, 'deleteByIds', async (ids: number[] = []) =>
    refuseRemoval(await findFiles({ id: { $in: ids } })),
  );
  wrap(folder, 'deleteByIds', async (ids: number[] = []) => {
    const folders = (await strapi.db
      .query('plugin::upload.folder')
      .findMany({ where: { id: { $in: ids } } })) as { path: string }[];
    const inside = folders.flatMap(({ path }) => [
      { folderPath: { $eq: path } },
      { folderPath: { $startsWith: `${path}/` } },
    ]);
    if (inside.length > 0) await refuseRemoval(await findFiles({ $or: inside }));
  });

  /** Runs a method in a transaction, after a check that may refuse it. */
  function wrap<Args extends never[] | unknown[]>(
    service: Methods,
    name: string,
    check: (...args: Args) => Promise<void>,
  ): void {
    const original = service[name];
    if (!original) throw new Error(`The upload plugin has no ${name}. Adapt watch-media to this Strapi.`);
    service[name] = ((...args: Args) =>
      strapi.db.transaction(async (transaction) => {
        await waitForTurn(strapi, transaction);
        await check(...args);
        return original.apply(service, args as never[]);
      })) as Method;
  }

  async function refuseRemoval(files: readonly MediaFile[]): Promise<void> {
    await refuseForbidden(files);
    await refuseNeeded(files);
  }

  /** Who does not publish a document does not change it in public through its pictures either. */
  async function refuseForbidden(files: readonly MediaFile[]): Promise<void> {
    for (const found of files) {
      const use = await forbiddenUsage(strapi, await publicUsage(strapi, found));
      if (!use) continue;
      const name = await nameOf(use);
      // Of all its errors of permission, Strapi answers only this one with its message.
      throw new errors.PolicyError(
        inBoth({
          en: `${name.en} shows this file in public, and your role does not publish it. Upload another file, or ask an editor.`,
          km: `${name.km} កំពុងបង្ហាញឯកសារនេះជាសាធារណៈ ហើយតួនាទីរបស់អ្នកមិនអាចផ្សាយវាទេ។ សូមបញ្ចូលឯកសារផ្សេង ឬស្នើអ្នកកែសម្រួល។`,
        }),
      );
    }
  }

  async function refuseNeeded(files: readonly MediaFile[]): Promise<void> {
    for (const found of files) {
      const use = (await publicUsage(strapi, found)).find(({ needed }) => needed);
      if (!use) continue;
      const name = await nameOf(use);
      throw refusal({
        en: `${name.en} shows this file. Take it out there and publish, then remove it here.`,
        km: `${name.km} កំពុងបង្ហាញឯកសារនេះ។ សូមដកវាចេញពីទីនោះ ហើយផ្សាយ រួចទើបលុបវានៅទីនេះ។`,
      });
    }
  }

  async function nameOf({ type, documentId }: Usage): Promise<Localised<string>> {
    const [document] = await readPublic(strapi, type, [documentId]);
    const title = titleOfFields(document ?? { documentId });
    const name = typeNames[type];
    return { en: `${name.en} “${title}”`, km: `${name.km} «${title}»` };
  }
}
