import { statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Core } from '@strapi/strapi';
import { type Media, mediaIn } from './media-in';
import { type Example, exampleMediaFolder } from '@samleng/shared/examples';

interface UploadService {
  upload(input: { data: object; files: object }): Promise<{ id: number; url: string }[]>;
}

/** Puts the pictures of the examples into the media library. Returns its files by the examples' addresses. */
export async function seedMedia(
  strapi: Core.Strapi,
  examples: readonly Example[],
): Promise<Map<string, { id: number; url: string }>> {
  const wanted = new Map<string, Media>();
  for (const { documents } of examples) {
    for (const media of documents.flatMap((document) => mediaIn(document))) wanted.set(media.url, media);
  }
  const service = strapi.plugin('upload').service('upload') as unknown as UploadService;
  const files = new Map<string, { id: number; url: string }>();
  for (const [address, { mime }] of wanted) {
    const name = basename(address);
    const filepath = fileURLToPath(new URL(name, exampleMediaFolder));
    const [file] = await service.upload({
      data: { fileInfo: { name: basename(name, extname(name)) } },
      files: { filepath, originalFilename: name, mimetype: mime, size: statSync(filepath).size },
    });
    if (!file)
      throw new Error(`The picture ${name} of shared/examples/media was not taken by the media library.`);
    files.set(address, file);
  }
  return files;
}
