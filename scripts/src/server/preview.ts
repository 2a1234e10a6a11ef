import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { complain, messageOf } from '../cli.ts';
import { parseManifest } from '../release-store.ts';
import { commonHeaders } from './headers.ts';
import { plainPage } from './plain-pages.ts';

/** What the node adapter's bundle exports, in middleware mode. */
type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => unknown;

type Preview = (
  request: IncomingMessage,
  response: ServerResponse,
  release: string | undefined,
) => Promise<void>;

/**
 * Answers /preview/ by the bundle that was built with the live release, so that a draft is shown by
 * the very code that will publish it. The bundle is loaded with the first preview and again after
 * the code has changed. It decides who may look, and sets its own headers.
 */
export function createPreview(dataDir: string): Preview {
  let loaded: { key: string; handler: Promise<Handler> } | undefined;

  async function handlerFor(release: string): Promise<Handler | undefined> {
    const version = parseManifest(await readFile(join(release, 'release.json'), 'utf8'))?.version;
    if (!version) return undefined;
    const entry = join(dataDir, 'preview', version, 'entry.mjs');
    const stats = await stat(entry).catch(() => undefined);
    if (!stats) return undefined;
    const key = `${version}-${stats.ino}-${stats.mtimeMs}`;
    if (loaded?.key !== key) {
      // The query makes another module of the same path when the bundle was replaced.
      const module = import(`${pathToFileURL(entry).href}?${key}`) as Promise<{ handler: Handler }>;
      loaded = { key, handler: module.then(({ handler }) => handler) };
    }
    return loaded.handler;
  }

  return async (request, response, release) => {
    const handler = release ? await handlerFor(release) : undefined;
    if (!handler)
      return plainPage(
        response,
        503,
        'No preview is ready yet. It comes with the next release; please try again in a minute.',
        'ការមើលជាមុនមិនទាន់រួចរាល់ទេ។ សូមព្យាយាមម្តងទៀតបន្តិចទៀត។',
      );
    for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
    const fail = (error: unknown) => {
      complain(`A preview failed: ${messageOf(error)}`);
      plainPage(response, 500, 'The preview failed. The log of the site says why.', 'ការមើលជាមុនបានបរាជ័យ។');
    };
    try {
      await handler(request, response, (error) => {
        if (error) fail(error);
        else plainPage(response, 404, 'This is no preview.', 'នេះមិនមែនជាការមើលជាមុនទេ។');
      });
    } catch (error) {
      fail(error);
    }
  };
}
