/** Milliseconds until who does not answer counts as away. */
const patience = 3000;
/** Milliseconds for which an answer is handed out again: many panels ask once. */
const freshness = 500;
/** Bytes. Whoever sends more is not who we think. */
const limit = 1024 * 1024;

/** What came back: a value; `undefined` in it when the address holds nothing (404). */
export type Fetched = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

const asked = new Map<string, { readonly at: number; readonly answer: Promise<Fetched> }>();

/**
 * Asks an address for JSON, at most twice a second however many want to know. Follows no redirect:
 * an answer from elsewhere would not be the fact that was asked for. Never throws.
 */
export function fetchJson(url: string, now = Date.now()): Promise<Fetched> {
  const before = asked.get(url);
  // Also after the clock was set back: an answer of the future would stay the newest for as long.
  if (before && Math.abs(now - before.at) < freshness) return before.answer;
  const answer = ask(url);
  asked.set(url, { at: now, answer });
  return answer;
}

async function ask(url: string): Promise<Fetched> {
  try {
    const response = await fetch(url + passingCaches(), {
      redirect: 'manual',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(patience),
    });
    if (response.status === 404) {
      await response.body?.cancel();
      return { ok: true, value: undefined };
    }
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      return { ok: false };
    }
    return { ok: true, value: JSON.parse(await readText(response.body)) };
  } catch {
    return { ok: false };
  }
}

/** Caches on the way would answer with the release before. */
function passingCaches(): string {
  return `?at=${Date.now()}`;
}

async function readText(body: ReadableStream<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > limit) throw new Error('The answer is too long.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
