import { hash } from 'node:crypto';
import { areSettled, now, readingOf, type Cell } from '../content/reads.ts';

/** A page as the page modules name it. */
export interface PlannedPage {
  /** Its address; names the page. */
  readonly path: string;
  readonly params: Readonly<Record<string, string | undefined>>;
  /** The very version that the page is about, where it is about one: its view has no need to ask for it. */
  readonly subject?: unknown;
  /** Makes all that the page shows, from the content alone. */
  readonly view: () => unknown;
}

/** A page that has changed, as Astro is told of it. */
interface ChosenPage {
  readonly params: PlannedPage['params'];
  readonly props: { readonly view: unknown };
  readonly cacheKey: string;
}

/** What is known of a page: the hash of its view, and what the view was made from. */
interface KnownPage {
  key: string;
  subject: unknown;
  cells: readonly Cell[];
  /** The moment up to which `cells` were looked at. */
  checkedAt: number;
  /** The round in which the page was last named. */
  round: number;
}

/** The pages that changed: their new keys by path; null for those that are gone. */
export type PageChanges = ReadonlyMap<string, string | null>;

/** Views that are kept from the look at their pages to the rendering. */
const mostHeld = 500;

/**
 * Knows every page that is live by the hash of its view, and finds those that have become others.
 * Only views that read something which has changed since are made again, so that looking at ten
 * thousand pages costs milliseconds; whether a page has changed is decided by its view alone.
 */
export class PagePlan {
  #live: Map<string, string>;
  readonly #known = new Map<string, KnownPage>();
  #round = 0;
  #chosen = 0;

  /** @param live the keys of the pages as they are live, by path; empty where nothing is. */
  constructor(live: ReadonlyMap<string, string> = new Map()) {
    this.#live = new Map(live);
  }

  get live(): ReadonlyMap<string, string> {
    return this.#live;
  }

  /** Begins a look at all pages. */
  begin(): void {
    this.#round += 1;
    this.#chosen = 0;
  }

  /**
   * Takes note of a page.
   * @returns what to render, when it is new or has changed; undefined when it is live as it is.
   */
  choose(page: PlannedPage): ChosenPage | undefined {
    const known = this.#known.get(page.path);
    // Of two documents with one address the first is shown, as in a build.
    if (known?.round === this.#round) return undefined;
    if (known && known.subject === page.subject && areSettled(known.cells, known.checkedAt)) {
      known.round = this.#round;
      return known.key === this.#live.get(page.path) ? undefined : this.#toChosen(page, known.key);
    }
    const { value: view, cells } = lookAt(page);
    const key = keyOf(view);
    const { path, subject } = page;
    this.#known.set(path, { key, subject, cells, checkedAt: now(), round: this.#round });
    return key === this.#live.get(path) ? undefined : this.#toChosen(page, key, view);
  }

  /** The views of many pages would fill the memory: beyond some each is made when its page is rendered. */
  #toChosen({ params, view }: PlannedPage, cacheKey: string, made?: unknown): ChosenPage {
    this.#chosen += 1;
    const held = this.#chosen <= mostHeld ? made : undefined;
    return {
      params,
      cacheKey,
      props: {
        get view() {
          return held ?? view();
        },
      },
    };
  }

  /** Ends the look: every page that was not named is gone. */
  end(): PageChanges {
    const changes = new Map<string, string | null>();
    for (const [path, { key, round }] of this.#known) {
      if (round !== this.#round) this.#known.delete(path);
      else if (key !== this.#live.get(path)) changes.set(path, key);
    }
    for (const path of this.#live.keys()) if (!this.#known.has(path)) changes.set(path, null);
    return changes;
  }

  /** Takes changes over as live. */
  settle(changes: PageChanges): void {
    for (const [path, key] of changes) {
      if (key === null) this.#live.delete(path);
      else this.#live.set(path, key);
    }
  }

  /** Starts from other live pages, as when an older release was put live. */
  startFrom(live: ReadonlyMap<string, string>): void {
    this.#live = new Map(live);
  }
}

/** The key of a page: a hash of all it shows. Two pages with the same key and path are the same page. */
export function keyOf(view: unknown): string {
  return hash('sha256', JSON.stringify(view), 'base64url').slice(0, 27);
}

/** A page that cannot be made from the content as it is. */
export class PageError extends Error {
  /** The page's address. */
  readonly path: string;
  constructor(path: string, cause: unknown) {
    super(`${path} cannot be made: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'PageError';
    this.path = path;
  }
}

function lookAt(page: PlannedPage) {
  try {
    return readingOf(page.view);
  } catch (error) {
    throw new PageError(page.path, error);
  }
}
