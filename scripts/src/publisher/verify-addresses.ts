/** An address whose target we can tell without taking it apart: most of them. */
const plainPath = /^\/(?:[\w~-][\w.~-]*\/)*(?:[\w~-][\w.~-]*)?$/;
const never = '';
const outside = -1;

/**
 * All addresses that a tree's files name, each once and by number: menus repeat on every page. Knows
 * for each how many files name it and whether it leads somewhere.
 */
export class Addresses {
  /** Numbers of addresses that somebody names and that lead nowhere. */
  readonly broken = new Set<number>();
  readonly #origin: string;
  readonly #exists: (path: string) => boolean;
  readonly #numbers = new Map<string, number>();
  readonly #addresses: string[] = [];
  /** The file that an address asks for. */
  readonly #targets: string[] = [];
  /** Numbers by the file that they ask for. */
  readonly #asking = new Map<string, number | number[]>();
  #counts = new Int32Array(1024);

  /** @param exists tells whether the tree has a file, at the moment. */
  constructor(siteUrl: string, exists: (path: string) => boolean) {
    this.#origin = new URL(siteUrl).origin;
    this.#exists = exists;
  }

  /** The address as it was written. */
  address(number: number): string {
    return this.#addresses[number] ?? '';
  }

  target(number: number): string {
    return this.#targets[number] ?? never;
  }

  /** Numbers of the addresses in a file, each once; those of other sites are left out. */
  numbers(addresses: readonly string[], from: string): Int32Array {
    return this.#all(addresses, (address) => {
      const isRelative = !address.startsWith('/') && !/^[a-z][a-z0-9+.-]*:/i.test(address);
      return this.#number(isRelative ? `${from}\n${address}` : address, address, () =>
        this.#resolve(address, from),
      );
    });
  }

  /** Numbers of the addresses in a sitemap index: its sitemaps are ours, whatever host they name. */
  sitemaps(addresses: readonly string[]): Int32Array {
    return this.#all(addresses, (address) =>
      this.#number(`\n${address}`, address, () => URL.parse(address)?.pathname ?? address),
    );
  }

  /** One more file, or one less, names these. */
  count(numbers: Int32Array, by: 1 | -1): void {
    for (const number of numbers) {
      this.#counts[number] = (this.#counts[number] ?? 0) + by;
      this.#judge(number);
    }
  }

  /** A file came, or went. */
  appeared(path: string): void {
    const asking = this.#asking.get(path);
    if (asking !== undefined) for (const number of [asking].flat()) this.#judge(number);
  }

  #judge(number: number): void {
    if ((this.#counts[number] ?? 0) > 0 && !this.#exists(this.target(number))) this.broken.add(number);
    else this.broken.delete(number);
  }

  #all(addresses: readonly string[], toNumber: (address: string) => number): Int32Array {
    const numbers = new Set(addresses.map(toNumber));
    numbers.delete(outside);
    return Int32Array.from(numbers);
  }

  #number(seenKey: string, seenAddress: string, resolve: () => string | undefined): number {
    const known = this.#numbers.get(seenKey);
    if (known !== undefined) return known;
    const address = detached(seenAddress);
    const key = seenKey === seenAddress ? address : detached(seenKey);
    const target = resolve();
    if (target === undefined) {
      this.#numbers.set(key, outside);
      return outside;
    }
    const number = this.#targets.push(target === seenAddress ? address : detached(target)) - 1;
    this.#addresses.push(address);
    this.#numbers.set(key, number);
    const asking = this.#asking.get(target);
    this.#asking.set(target, asking === undefined ? number : [asking, number].flat());
    if (number >= this.#counts.length) {
      const larger = new Int32Array(this.#counts.length * 2);
      larger.set(this.#counts);
      this.#counts = larger;
    }
    return number;
  }

  /** The file that an address asks for; undefined for other sites, `never` for what no file can be. */
  #resolve(address: string, from: string): string | undefined {
    if (plainPath.test(address)) return toFile(address);
    const url = URL.parse(address, this.#origin + from);
    if (!url) return never;
    if (url.origin !== this.#origin) return undefined;
    try {
      return toFile(decodeURIComponent(url.pathname));
    } catch {
      return never;
    }
  }
}

/** The same text as a string of its own: a piece of a page's text would keep the whole page in memory. */
function detached(text: string): string {
  return Buffer.from(text).toString();
}

function toFile(path: string): string {
  return path.endsWith('/') ? `${path}index.html` : path;
}
