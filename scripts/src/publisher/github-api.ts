import type { GitHub } from '../environment.ts';

/**
 * Asks GitHub's REST interface about our repository.
 * @param path below the repository, `/dispatches`.
 * @throws what fetch throws when there is no answer.
 */
export function askGitHub(github: GitHub, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${github.apiUrl}/repos/${github.repository}${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${github.token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'samleng-publisher',
      ...init.headers,
    },
  });
}

/**
 * Until when GitHub wants to be left alone, by its answer; milliseconds since 1970, 0 when it says nothing.
 * It counts down in seconds or names the moment at which the hour's allowance begins anew.
 */
export function quietUntil({ headers }: Response, now = Date.now()): number {
  const after = Number(headers.get('retry-after') ?? 0) * 1000;
  const isSpent = headers.get('x-ratelimit-remaining') === '0';
  const reset = isSpent ? Number(headers.get('x-ratelimit-reset') ?? 0) * 1000 : 0;
  return Math.max(after > 0 ? now + after : 0, reset > 0 ? reset : 0);
}
