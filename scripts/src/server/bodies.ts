import { LRUCache } from 'lru-cache';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Located } from './locate.ts';

export type Encoding = 'br' | 'gzip' | 'identity';

interface Body {
  readonly bytes: Buffer;
  readonly etag: string;
}

interface Wanted {
  readonly file: Located;
  readonly encoding: Encoding;
}

const compressors = {
  // Five gives nearly the best ratio at a tenth of the time; each text is compressed once.
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 5,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes, { level: 6 }),
  identity: (bytes: Buffer) => Promise.resolve(bytes),
};

/** Below this a compressed body is hardly smaller than its headers. Bytes. */
const worthCompressing = 860;
/** Files larger than this are streamed instead of being held. Bytes. */
const largest = 1024 * 1024;

/** Bodies of small files and ETags of all, kept in memory as long as the files stay as they are. */
export class Bodies {
  readonly #bodies = new LRUCache<string, Body, Wanted>({
    maxSize: 64 * 1024 * 1024,
    sizeCalculation: ({ bytes }) => bytes.length + 300,
    fetchMethod: async (_key, _stale, { context }) => read(context),
  });
  readonly #etags = new LRUCache<string, string, Located>({
    max: 20_000,
    fetchMethod: async (_key, _stale, { context }) => `"${await hashFile(context.path)}"`,
  });

  /** Tells whether a file is fit to be held in memory. */
  holds(file: Located): boolean {
    return file.stats.size <= largest;
  }

  /** The body of a file in an encoding; each encoding has an ETag of its own. */
  async body(file: Located, encoding: Encoding): Promise<Body> {
    const context = { file, encoding: file.stats.size < worthCompressing ? 'identity' : encoding } as const;
    const body = await this.#bodies.fetch(`${context.encoding} ${identity(file)}`, { context });
    return body ?? read(context);
  }

  /** The ETag of a file as it lies on disk, made from its content. */
  async etag(file: Located): Promise<string> {
    return (await this.#etags.fetch(identity(file), { context: file })) ?? '""';
  }
}

/**
 * Names what a file holds. Releases share their files: neither the path nor the moment of the last
 * hard link tells one file from another, and nobody writes into a file of a release.
 */
function identity({ stats }: Located): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}`;
}

async function read({ file, encoding }: Wanted): Promise<Body> {
  const bytes = await readFile(file.path);
  const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 27);
  const suffix = encoding === 'identity' ? '' : `-${encoding}`;
  return { bytes: await compressors[encoding](bytes), etag: `"${digest}${suffix}"` };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('base64url').slice(0, 27);
}
