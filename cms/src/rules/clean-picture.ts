import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Core } from '@strapi/strapi';
import sharp, { type Sharp } from 'sharp';
import { damaged, kindOf, maxPixels, readHead } from './real-picture';

/** A file between its arrival and its place in the library, as far as we touch it. */
interface StoredFile {
  readonly name: string;
  readonly hash: string;
  readonly ext: string;
  readonly filepath: string;
  readonly tmpWorkingDirectory: string;
}

interface ImageService {
  isImage(file: StoredFile): Promise<boolean>;
  isFaultyImage(file: StoredFile): Promise<boolean>;
  isOptimizableImage(file: StoredFile): Promise<boolean>;
  optimize(file: StoredFile): Promise<StoredFile>;
  generateFileName(name: string): string;
}

interface UploadService {
  getSettings(): Promise<{ sizeOptimization?: boolean } | null>;
}

/**
 * Has the media library write every picture anew: upright, and without what the camera noted, such as
 * the place, the artist and the serial number. Strapi's own way leaves GIF as it is, does not know AVIF,
 * and keeps the original where the new file is larger. Files get random names, because an address
 * lives longer than its secrets: a file is often called after who is seen in it.
 */
export function cleanPictures(strapi: Core.Strapi): void {
  const image = strapi.plugin('upload').service('image-manipulation') as unknown as ImageService;
  const upload = strapi.plugin('upload').service('upload') as unknown as UploadService;
  // What is no picture was refused before.
  image.isImage = async () => true;
  image.isFaultyImage = async () => false;
  image.isOptimizableImage = async () => true;
  image.generateFileName = () => randomBytes(16).toString('hex');
  image.optimize = async (file) => {
    const settings = await upload.getSettings();
    const target = join(file.tmpWorkingDirectory, `clean-${file.hash}`);
    try {
      return { ...file, ...(await rewrite(file.filepath, target, settings?.sizeOptimization ?? false)) };
    } catch (error) {
      strapi.log.warn(`The picture ${file.name} could not be read: ${String(error)}`);
      throw damaged(file.name);
    }
  };
}

/**
 * Writes a picture anew, all frames of it.
 * @param smaller whether to spend fewer bytes at the cost of quality.
 * @returns what the library notes of a file. Width and height in pixels.
 */
async function rewrite(source: string, target: string, smaller: boolean) {
  const head = await readHead(source);
  const kind = kindOf(head);
  if (!kind) throw new Error(`it is of the kind ${head.format}`);
  const isMoving = (head.pages ?? 1) > 1 && kind.mime !== 'image/avif';
  const input = sharp(source, { animated: isMoving, limitInputPixels: maxPixels });
  // Frames lie on top of one another in memory: they cannot be turned, and no camera makes them.
  const upright = isMoving ? input : input.autoOrient();
  const info = await encode(upright, kind.mime, smaller).toFile(target);
  return {
    ext: kind.extension,
    mime: kind.mime,
    width: info.width,
    height: isMoving ? (head.pageHeight ?? head.height) : info.height,
    size: Math.round(info.size / 10) / 100,
    sizeInBytes: info.size,
    filepath: target,
    getStream: () => createReadStream(target),
  };
}

/** The kind stays what it is; what is written holds pixels alone. */
function encode(picture: Sharp, mime: string, smaller: boolean): Sharp {
  const quality = smaller ? 80 : 100;
  switch (mime) {
    case 'image/jpeg':
      return picture.jpeg({ quality });
    case 'image/webp':
      return picture.webp({ quality });
    case 'image/avif':
      // Its scale of quality is another one, and its best takes minutes.
      return picture.avif({ quality: smaller ? 65 : 80, effort: 2 });
    case 'image/gif':
      return picture.gif();
    default:
      return picture.png();
  }
}
