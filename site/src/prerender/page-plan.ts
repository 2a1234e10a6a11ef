import { hash } from 'node:crypto';
import { readingOf, unwatch, watch, type Cell, type Reader } from '../content/reads.ts';

/** A page as the page modules name it. */
export interface PlannedPage {
  /** Its address; names the page. */
  readonly path: string;
  readonly params: Readonly<Record<string, string | undefined>>;
  /** The very version that the page is about, where it is about one: its view has no need to ask for it. */
  readonly subject?: unknown;
  /** Makes all that the page shows, from the content alone. */
  readonly view: () => unknown;
  /** The plan's own: whoever names the same object again is recognised without a search. */
  known?: object;
}

/** A page that has changed, as Astro is told of it. */
interface ChosenPage {
  readonly params: PlannedPage['params'];
  readonly props: { readonly view: unknown };
  readonly cacheKey: string;
}

/** Pages that are named together, and not looked at while none of what names them has changed. */
class Part implements Reader {
  /** What it was named from is no longer what it was. */
  isStale = true;
  /** One of its pages is to be looked at, or is not live as it is, or has an address that others name too. */
  hasWork = false;
  cells: readonly Cell[] = [];
  pages: KnownPage[] = [];
  /** The round in which it was last named. */
  round = 0;
}

/** What is known of a page: the hash of its view, and what the view was made from. */
class KnownPage implements Reader {
  readonly path: string;
  /** The part that names it. */
  part: Part | undefined;
  key = '';
  /** The key of the page as it is live; undefined where it is not. */
  live: string | undefined;
  subject: unknown;
  cells: readonly Cell[] = [];
  /** The round in which the page was last named, where no part names it. */
  round = 0;
  #isStale = true;

  constructor(path: string, live: string | undefined) {
    this.path = path;
    this.live = live;
  }

  get isStale(): boolean {
    return this.#isStale;
  }

  set isStale(isStale: boolean) {
    this.#isStale = isStale;
    if (isStale && this.part) this.part.hasWork = true;
  }

  isNamed(round: number): boolean {
    return this.round === round || this.part?.round === round;
  }
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
  readonly #parts = new WeakMap<object, Map<string, Part>>();
  /** Addresses that are live and that nobody names. */
  #forgotten: Set<string>;
  #changes = new Map<string, string | null>();
  #round = 0;
  #named = 0;
  #htmlPages = 0;

  /** @param live the keys of the pages as they are live, by path; empty where nothing is. */
  constructor(live: ReadonlyMap<string, string> = new Map()) {
    this.#live = new Map(live);
    this.#forgotten = new Set(live.keys());
  }

  get live(): ReadonlyMap<string, string> {
    return this.#live;
  }

  /** How many HTML pages were named in the last look. */
  get htmlPages(): number {
    return this.#htmlPages;
  }

  /** Begins a look at all pages. */
  begin(): void {
    this.#round += 1;
    this.#named = 0;
    this.#changes = new Map();
  }

  /**
   * Takes note of a page.
   * @returns what to render, when it is new or has changed; undefined when it is live as it is.
   */
  choose(page: PlannedPage): ChosenPage | undefined {
    const known = this.#find(page);
    // Of two documents with one address the first is shown, as in a build.
    if (known.isNamed(this.#round)) return undefined;
    if (known.part) known.part.hasWork = true;
    known.part = undefined;
    const chosen = this.#look(page, known);
    known.round = this.#round;
    return chosen;
  }

  /**
   * Takes note of the pages of one part of the content. As long as nothing has changed that they are
   * named from or show, that costs nothing, however many they are.
   * @param about what it is a part of. @param name tells it from the other parts.
   * @param pages names them, from the content alone.
   * @returns what to render.
   */
  choosePart(about: object, name: string, pages: () => readonly PlannedPage[]): ChosenPage[] {
    const part = this.#part(about, name);
    if (!part.isStale && !part.hasWork) {
      part.round = this.#round;
      this.#named += part.pages.length;
      return [];
    }
    // Whatever goes wrong on the way, it is looked at again.
    part.isStale = true;
    const { value, cells } = readingOf(pages);
    unwatch(part, part.cells);
    watch(part, cells);
    part.cells = cells;
    for (const known of part.pages) if (known.part === part) known.part = undefined;
    part.pages = [];
    part.hasWork = false;
    part.round = this.#round;
    const chosen: ChosenPage[] = [];
    for (const page of value) {
      const known = this.#find(page);
      if (known.isNamed(this.#round)) {
        part.hasWork = true;
        continue;
      }
      // The part that named it so far comes later, and has to find out.
      if (known.part) known.part.hasWork = true;
      known.part = undefined;
      const one = this.#look(page, known);
      known.part = part;
      part.pages.push(known);
      if (one) {
        chosen.push(one);
        part.hasWork = true;
      }
    }
    part.isStale = false;
    return chosen;
  }

  /** Looks at a page, and tells what to render when it is new or has changed. */
  #look(page: PlannedPage, known: KnownPage): ChosenPage | undefined {
    const isStale = known.isStale || known.subject !== page.subject;
    const view = isStale ? this.#lookAt(page, known) : undefined;
    this.#named += 1;
    if (known.key === known.live) return undefined;
    this.#changes.set(page.path, known.key);
    return toChosen(page, known.key, this.#changes.size <= mostHeld ? view : undefined);
  }

  /** Ends the look: every page that was not named is gone. */
  end(): PageChanges {
    if (this.#named < this.#known.size) {
      for (const [path, known] of this.#known) {
        if (known.isNamed(this.#round)) continue;
        unwatch(known, known.cells);
        this.#known.delete(path);
        if (isHtml(path)) this.#htmlPages -= 1;
        if (known.live !== undefined) this.#forgotten.add(path);
      }
    }
    for (const path of this.#forgotten) this.#changes.set(path, null);
    return this.#changes;
  }

  /** Takes changes over as live. */
  settle(changes: PageChanges): void {
    for (const [path, key] of changes) {
      const known = this.#known.get(path);
      if (known) known.live = key ?? undefined;
      if (key !== null) this.#live.set(path, key);
      else {
        this.#live.delete(path);
        this.#forgotten.delete(path);
      }
    }
  }

  /** Starts from other live pages, as when an older release was put live. */
  startFrom(live: ReadonlyMap<string, string>): void {
    this.#live = new Map(live);
    for (const known of this.#known.values()) {
      known.live = live.get(known.path);
      if (known.part) known.part.hasWork = true;
    }
    this.#forgotten = new Set([...live.keys()].filter((path) => !this.#known.has(path)));
  }

  #part(about: object, name: string): Part {
    const parts = this.#parts.get(about) ?? new Map<string, Part>();
    const part = parts.get(name) ?? new Part();
    if (parts.size === 0) this.#parts.set(about, parts);
    parts.set(name, part);
    return part;
  }

  #find(page: PlannedPage): KnownPage {
    const found = page.known instanceof KnownPage ? page.known : undefined;
    if (found && this.#known.get(page.path) === found) return found;
    const known = this.#known.get(page.path) ?? this.#meet(page.path);
    page.known = known;
    return known;
  }

  #meet(path: string): KnownPage {
    const known = new KnownPage(path, this.#live.get(path));
    this.#known.set(path, known);
    this.#forgotten.delete(path);
    if (isHtml(path)) this.#htmlPages += 1;
    return known;
  }

  /** Makes a page's view, and has the page told when anything of it changes. */
  #lookAt(page: PlannedPage, known: KnownPage): unknown {
    try {
      const { value: view, cells } = readingOf(page.view);
      unwatch(known, known.cells);
      watch(known, cells);
      known.cells = cells;
      known.key = keyOf(view);
      known.subject = page.subject;
      known.isStale = false;
      return view;
    } catch (error) {
      throw new PageError(page.path, error);
    }
  }
}

/** The views of many pages would fill the memory: where none is held, it is made when the page is rendered. */
function toChosen({ params, view }: PlannedPage, cacheKey: string, held: unknown): ChosenPage {
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

function isHtml(path: string): boolean {
  return path.endsWith('/');
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
