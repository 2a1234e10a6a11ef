import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exampleMediaFolder } from '@samleng/shared/examples';
import {
  documentPath,
  newestRevocations,
  type Document,
  type Revocation,
  type Tombstone,
} from '@samleng/shared';
import { inFeedOrder } from '../../src/content/store.ts';
import { feedOf } from './documents.ts';

type Name = Pick<Document, 'type' | 'documentId' | 'locale'>;

/** Stands for a CMS: published documents, a log of what changed, and the feed over both. */
export class FeedServer {
  readonly asked: string[] = [];
  /** Set to spoil the next feeds: gets the whole text, gives what is sent. */
  spoil: (text: string) => string = (text) => text;
  /** Answers everything that is neither feed nor upload. */
  other: (path: string) => { status: number; body: unknown } = () => ({ status: 404, body: null });
  /** While true nobody answers. */
  isAway = false;
  /** Uploads by name, beside the pictures of the examples. */
  readonly uploads = new Map<string, Buffer>();
  readonly #documents = new Map<string, Document>();
  readonly #log: Name[] = [];
  readonly #revoked: Revocation[] = [];
  readonly #server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://cms');
    this.asked.push(url.pathname + url.search);
    if (this.isAway) return void request.socket.destroy();
    if (url.pathname === '/api/feed') {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      return response.end(this.spoil(this.#feed(url.searchParams.get('since'))));
    }
    const upload = this.#upload(url.pathname);
    // Like the CMS: originals are not public.
    if (upload && request.headers.authorization !== 'Bearer a-token') return response.writeHead(401).end();
    if (upload) return response.end(upload);
    const { status, body } = this.other(url.pathname);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Where the log stands. */
  head(): { revision: number; log: string } {
    return { revision: this.#log.length, log: 'log-a' };
  }

  publish(...documents: Document[]): void {
    for (const document of documents) {
      const before = this.#documents.get(nameOf(document));
      this.#documents.set(nameOf(document), document);
      this.#log.push(document);
      if (pathOf(before) !== pathOf(document)) this.#revoke(before);
    }
  }

  withdraw(name: Name): void {
    const before = this.#documents.get(nameOf(name));
    this.#documents.delete(nameOf(name));
    this.#log.push(name);
    this.#revoke(before);
  }

  /** The pages that were taken away after a number. */
  revoked(since = 0): Revocation[] {
    return newestRevocations(this.#revoked.filter(({ revision }) => revision > since));
  }

  #revoke(before: Document | undefined): void {
    const path = pathOf(before);
    if (path) this.#revoked.push({ type: 'revocation', path, revision: this.#log.length });
  }

  #upload(path: string): Buffer | undefined {
    const [, name] = /^\/uploads\/(.+)$/.exec(path) ?? [];
    if (name === undefined) return undefined;
    const example = new URL(name, exampleMediaFolder);
    return this.uploads.get(name) ?? (existsSync(example) ? readFileSync(example) : undefined);
  }

  #feed(since: string | null): string {
    const published = [...this.#documents.values()].sort(inFeedOrder);
    const trailer = { revision: this.#log.length };
    const revoked = this.revoked(Number(since));
    if (since === null) return feedOf([...published, ...revoked], trailer);
    const touched = new Map(this.#log.slice(Number(since)).map((name) => [nameOf(name), name]));
    const lines = [...touched].map(([key, { type, documentId, locale }]): Document | Tombstone => {
      return this.#documents.get(key) ?? { type: 'tombstone', of: type, documentId, locale };
    });
    return feedOf([...lines, ...revoked], trailer);
  }
}

function pathOf(document: Document | undefined): string | undefined {
  if (!document || document.type === 'site-settings') return undefined;
  return documentPath(document.locale, document.type, document.slug);
}

function nameOf({ type, documentId, locale }: Name): string {
  return `${type} ${documentId} ${locale}`;
}
