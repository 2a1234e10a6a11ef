import { useFetchClient } from '@strapi/strapi/admin';
import { useEffect, useState } from 'react';
import type { Progress, State } from '../status/answers';

/** States that change by themselves, and how long to wait before looking again. Milliseconds. */
const pauses: Readonly<Partial<Record<State, number>>> = {
  waiting: 900,
  building: 900,
  failed: 2000,
  unknown: 2000,
};
const pauseAtRest = 5000;

export interface Seen<T> {
  /** Undefined until the first answer. */
  readonly status: T | undefined;
  /** The last question had no answer: `status` may be old. */
  readonly outdated: boolean;
}

/**
 * Asks the CMS for a status again and again: often while something is under way, seldom at rest, and
 * not at all while nobody looks.
 * @param path of one of our routes; undefined asks nothing.
 * @param occasion asks at once when it becomes another, for example after a publish.
 */
export function useStatus<T extends Progress>(path: string | undefined, occasion = ''): Seen<T> {
  const { get } = useFetchClient();
  const [seen, setSeen] = useState<Seen<T> & { readonly path?: string }>({
    status: undefined,
    outdated: false,
  });

  useEffect(() => {
    if (path === undefined) return undefined;
    let over = false;
    let timer: number | undefined;
    let asking = false;

    async function look(): Promise<void> {
      if (over || asking || document.hidden) return;
      window.clearTimeout(timer);
      asking = true;
      let pause = pauseAtRest;
      try {
        const { data } = await get<T>(path as string);
        if (over) return;
        setSeen({ path: path as string, status: data, outdated: false });
        pause = pauses[data.state] ?? pauseAtRest;
      } catch {
        if (over) return;
        setSeen((before) => ({
          path: path as string,
          status: before.path === path ? before.status : undefined,
          outdated: true,
        }));
      } finally {
        asking = false;
      }
      timer = window.setTimeout(() => void look(), pause);
    }

    const onVisible = () => void look();
    document.addEventListener('visibilitychange', onVisible);
    void look();
    return () => {
      over = true;
      window.clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [get, path, occasion]);

  // What was seen of another document or language must not stand under this one's name.
  return seen.path === path ? seen : { status: undefined, outdated: false };
}
