import type { ServerResponse } from 'node:http';
import { commonHeaders, publicHeaders } from './headers.ts';

/**
 * A page without any asset, for moments in which no release can answer. Both languages, Khmer as draft.
 * @param headers instead of those of the public site, beside those of every answer.
 */
export function plainPage(
  response: ServerResponse,
  status: number,
  english: string,
  khmer: string,
  headers: Readonly<Record<string, string>> = publicHeaders,
): void {
  if (response.headersSent) return void response.destroy();
  for (const name of ['etag', 'content-encoding', 'content-range', 'accept-ranges'])
    response.removeHeader(name);
  const body = Buffer.from(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Samleng</title>
<style>body{font:18px/1.7 Georgia,serif;max-width:34em;margin:20vh auto 0;padding:0 1.25em;color-scheme:light dark}</style>
<main>
<h1>Samleng <span lang="km">សំឡេង</span></h1>
<p>${english}</p>
<p lang="km">${khmer}</p>
</main>
</html>
`);
  response.writeHead(status, {
    ...commonHeaders,
    ...headers,
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-length': body.length,
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** Before the first release there is nothing to show yet. */
export function beingPrepared(response: ServerResponse): void {
  response.setHeader('retry-after', '10');
  plainPage(
    response,
    503,
    'The site is being prepared. Please come back in a minute.',
    'គេហទំព័រកំពុងត្រូវបានរៀបចំ។ សូមត្រឡប់មកវិញបន្តិចទៀត។',
  );
}
