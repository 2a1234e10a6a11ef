import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import send from 'send';
import { complain, messageOf } from '../cli.ts';
import { isErrno } from '../files.ts';
import { Bodies } from './bodies.ts';
import {
  cacheControlOf,
  commonHeaders,
  isCompressible,
  isDocument,
  mediaTypeOf,
  publicHeaders,
} from './headers.ts';
import { isHashed, ReleaseGone, Releases, toSegments, type Located } from './locate.ts';
import { chooseEncoding, isFresh } from './negotiate.ts';
import { createPreview, type PreviewOptions } from './preview.ts';
import { beingPrepared, plainPage } from './plain-pages.ts';

/** How long a request may take to come in; readers send nothing but headers. Milliseconds. */
const requestMs = 15_000;

export interface SiteServerOptions extends PreviewOptions {
  /** How long a request may take to come in. Milliseconds. */
  readonly timeoutMs?: number;
}

/** Serves the release that `current` names, and drafts under /preview/. Not yet listening. */
export function createSiteServer(
  dataDir: string,
  { timeoutMs = requestMs, ...previews }: SiteServerOptions = {},
): Server {
  const releases = new Releases(dataDir);
  const bodies = new Bodies();
  const preview = createPreview(dataDir, previews);

  /**
   * Answers a request from the release that is live. Its tree may be recycled while the request is
   * under way, two switches later; then the next look finds the release that is live by now.
   */
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (let looks = 1; ; looks += 1)
      try {
        return await answer(request, response);
      } catch (error) {
        const isGone = error instanceof ReleaseGone;
        if (response.headersSent || !(isGone || isErrno(error, 'ENOENT'))) throw error;
        for (const name of response.getHeaderNames()) response.removeHeader(name);
        response.statusCode = 200;
        if (looks < 10) continue;
        // The link leads nowhere: somebody removed the tree behind it.
        if (isGone) return beingPrepared(response);
        throw error;
      }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return plainPage(response, 405, 'Only reading is possible here.', 'ទីនេះអាចអានបានតែប៉ុណ្ណោះ។');
    }
    const release = await releases.current();
    if (path.startsWith('/preview/')) return preview.answer(request, response, release);
    if (!release) return beingPrepared(response);

    const found = await releases.locate(release, path);
    if (found.kind === 'file') return sendFile(request, response, found, path);
    if (found.kind === 'redirect') {
      const query = (request.url ?? '').slice(path.length);
      response.writeHead(301, { ...publicHeaders, location: found.to + query, 'content-length': 0 });
      response.end();
      return;
    }
    const page = await releases.locate(release, '/404.html');
    response.statusCode = 404;
    if (page.kind === 'file') return sendFile(request, response, page, '/404.html');
    return plainPage(response, 404, 'This page does not exist.', 'ទំព័រនេះមិនមានទេ។');
  }

  async function sendFile(request: IncomingMessage, response: ServerResponse, file: Located, path: string) {
    const mediaType = mediaTypeOf(file.path);
    const hashed = isHashed(toSegments(path) ?? []);
    const headers = isDocument(file.path, hashed) ? publicHeaders : commonHeaders;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.setHeader('content-type', mediaType);
    response.setHeader('cache-control', cacheControlOf(hashed));
    const compressible = isCompressible(mediaType);
    if (compressible) response.setHeader('vary', 'Accept-Encoding');
    // Parts are send's business, and of the file as it lies on disk: a part of a compressed text is no use.
    const isPart = request.headers.range !== undefined && response.statusCode === 200;
    if (isPart || !bodies.holds(file)) return sendBytes(request, response, file);

    const encoding = compressible ? chooseEncoding(request.headers['accept-encoding']) : 'identity';
    const { bytes, etag } = await bodies.body(file, encoding);
    response.setHeader('accept-ranges', 'bytes');
    response.setHeader('etag', etag);
    if (response.statusCode === 200 && isFresh(request.headers['if-none-match'], etag)) {
      response.removeHeader('content-type');
      response.statusCode = 304;
      response.end();
      return;
    }
    const used = /-(br|gzip)"$/.exec(etag)?.[1];
    if (used) response.setHeader('content-encoding', used);
    response.setHeader('content-length', bytes.length);
    response.end(request.method === 'HEAD' ? undefined : bytes);
  }

  async function sendBytes(request: IncomingMessage, response: ServerResponse, file: Located) {
    response.setHeader('etag', await bodies.etag(file));
    await new Promise<void>((resolve, reject) => {
      response.once('close', resolve);
      // The path is ours and complete, so send has nothing left to decide about names.
      send(request, encodeURI(file.path).replaceAll('?', '%3F').replaceAll('#', '%23'), {
        dotfiles: 'allow',
        cacheControl: false,
        lastModified: false,
        etag: false,
        index: false,
      })
        .on('error', (error: NodeJS.ErrnoException & { status?: number }) => {
          if (error.code === 'ENOENT') return reject(error);
          response.removeHeader('etag');
          plainPage(response, error.status ?? 500, 'This cannot be sent.', 'មិនអាចផ្ញើបានទេ។');
        })
        .pipe(response);
    });
  }

  const options = {
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    // Node looks for those over their time only so often.
    connectionsCheckingInterval: Math.min(timeoutMs, 5000),
  };
  const server = createServer(options, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      complain(`${request.method} ${request.url?.split('?')[0]} failed: ${messageOf(error)}`);
      if (response.headersSent) response.destroy();
      else plainPage(response, 500, 'Something went wrong on our side.', 'មានបញ្ហាខាងយើង។');
    });
  });
  return server.on('close', () => void preview.close());
}
