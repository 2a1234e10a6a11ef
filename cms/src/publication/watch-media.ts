import type { Core } from '@strapi/strapi';
import { cleanPictures } from '../rules/clean-picture';
import { libraryItems, refuseForeign } from '../rules/library-owner';
import { refuseForbidden, refuseRemoval } from '../rules/needed-media';
import { type IncomingFile, refuseFalsePicture } from '../rules/real-picture';
import { appendToLog, waitForTurn } from './log';
import { fileUid, type MediaFile } from './media';
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

  cleanPictures(strapi);
  wrap(upload, 'updateFileInfo', async () => undefined);
  wrap(upload, 'remove', (found: MediaFile) => refuseRemoval(strapi, [found]));
  const store = upload.upload as (input: Upload, options?: unknown) => Promise<unknown>;
  upload.upload = (async (input: Upload, options?: unknown) => {
    for (const incoming of [input.files].flat()) await refuseFalsePicture(incoming);
    return store.call(upload, input, options);
  }) as Method;
  wrap(upload, 'replace', async (id: number, input: { file?: IncomingFile }) => {
    if (input.file) await refuseFalsePicture(input.file);
    await refuseForbidden(strapi, await findFiles({ id }));
  });
  // Nothing of a selection is removed when one of it is needed: bytes that are gone do not come back.
  wrap(file, 'deleteByIds', async (fileIds: number[] = []) => refuseDeletion({ fileIds }));
  wrap(folder, 'deleteByIds', async (folderIds: number[] = []) => refuseDeletion({ folderIds }));
  wrap(folder, 'update', async (id: number | string) =>
    refuseForeign(strapi, await libraryItems(strapi, { folderIds: [Number(id)] })),
  );

  async function refuseDeletion(asked: Parameters<typeof libraryItems>[1]): Promise<void> {
    const items = await libraryItems(strapi, asked);
    await refuseForeign(strapi, items);
    await refuseRemoval(strapi, items.files);
  }

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
}
