import type { Engine } from './engine.ts';
import { wholeName } from './names.ts';

/** What browsers tell of the connection; not all of them do. */
interface Connection {
  readonly saveData?: boolean;
  readonly effectiveType?: string;
}

/** How long after a search the rest of a small index is fetched, when nothing else is to do. Milliseconds. */
const later = 4000;

/** Fetches files of the index, each once; of a small one everything in the end, so that it works offline. */
export class Files {
  readonly #folder: string;
  readonly #texts = new Map<string, Promise<string | undefined>>();
  #whole: Promise<ReadonlyMap<string, string>> | undefined;
  #kept: ReadonlyMap<string, string> | undefined;

  /** @param folder the address of the index, with a slash at its end. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws TypeError when it cannot be had now; undefined when there is no such file. */
  load(name: string): Promise<string | undefined> {
    if (this.#kept) return Promise.resolve(this.#kept.get(name));
    const text = this.#texts.get(name) ?? this.#fetch(name).catch(() => this.#fromWhole(name));
    this.#texts.set(name, text);
    // The next call asks again.
    text.catch(() => this.#texts.delete(name));
    return text;
  }

  /** Fetches a small index as a whole, once the reader reads: not where data is dear. */
  keepSoon(engine: Engine): void {
    const { saveData, effectiveType } = (navigator as { connection?: Connection }).connection ?? {};
    if (this.#whole || saveData || effectiveType?.includes('2g')) return;
    setTimeout(async () => {
      if ((await engine.table()).whole) void this.#fetchWhole().catch(() => undefined);
    }, later);
  }

  async #fromWhole(name: string): Promise<string | undefined> {
    return (await this.#fetchWhole()).get(name);
  }

  #fetchWhole(): Promise<ReadonlyMap<string, string>> {
    this.#whole ??= this.#fetch(wholeName).then((text = '') => {
      const parts = text.split('\f').slice(1);
      if (parts.length === 0) throw new TypeError(`${wholeName} is missing.`);
      return (this.#kept = new Map(parts.map((part) => cutOnce(part))));
    });
    this.#whole.catch(() => (this.#whole = undefined));
    return this.#whole;
  }

  async #fetch(name: string): Promise<string | undefined> {
    const response = await fetch(this.#folder + name);
    if (response.status === 404) return undefined;
    if (!response.ok) throw new TypeError(`${name}: ${response.status}`);
    return response.text();
  }
}

function cutOnce(part: string): [string, string] {
  const end = part.indexOf('\n');
  return [part.slice(0, end), part.slice(end + 1)];
}
