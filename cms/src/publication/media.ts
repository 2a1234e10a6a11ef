import type { Core } from '@strapi/strapi';
import { type ContentType, contracts } from '@samleng/shared';
import { imageAddresses } from './markdown-images';
import type { Row } from './wire-schema';

export const fileUid = 'plugin::upload.file';

/** A file of the media library, as far as the wire is concerned. */
export interface MediaFile {
  readonly id: number;
  readonly url: string;
  readonly mime: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly updatedAt: string | Date;
}

/** A picture as the feed names it. Replacing a file keeps its address, so its age is its version. */
export function toMedia(file: MediaFile) {
  return {
    url: file.url,
    version: new Date(file.updatedAt).getTime().toString(36),
    mime: file.mime,
    width: file.width,
    height: file.height,
  };
}

/** The files that the Markdown fields of some rows show, by the address written there. */
export async function inlinePictures(
  strapi: Core.Strapi,
  type: ContentType,
  rows: readonly Row[],
): Promise<Map<string, MediaFile>> {
  const addresses = new Set(
    rows.flatMap((row) =>
      contracts[type].markdown.flatMap((field) => {
        const text = row[field];
        return typeof text === 'string' ? imageAddresses(text) : [];
      }),
    ),
  );
  if (addresses.size === 0) return new Map();
  const files = (await strapi.db
    .query(fileUid)
    .findMany({ where: { url: { $in: [...addresses] } } })) as MediaFile[];
  return new Map(files.map((file) => [file.url, file]));
}
