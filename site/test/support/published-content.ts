import { contracts, type ContentType, type Document, type Locale } from '@samleng/shared';

export type Name = Pick<Document, 'type' | 'documentId' | 'locale'>;

/**
 * What a CMS has published, as an editor sees it: each document in each language with all that it
 * refers to. What the feed says of it is `delivered`.
 */
export class PublishedContent {
  readonly #documents = new Map<string, Document>();

  constructor(documents: readonly Document[]) {
    for (const document of documents) this.put(document);
  }

  /** All published documents of a type, each language by itself; of all types unless told. */
  all(type?: ContentType): Document[] {
    const documents = [...this.#documents.values()];
    return type ? documents.filter((document) => document.type === type) : documents;
  }

  /** One document in every language that it is published in. */
  versions({ type, documentId }: Pick<Name, 'type' | 'documentId'>): Document[] {
    return this.all(type).filter((document) => document.documentId === documentId);
  }

  get(name: Name): Document | undefined {
    return this.#documents.get(keyOf(name));
  }

  put(document: Document): void {
    this.#documents.set(keyOf(document), document);
  }

  remove(name: Name): void {
    this.#documents.delete(keyOf(name));
  }

  /** Ids of a type that are public in any language, each once. */
  ids(type: ContentType): string[] {
    return [...new Set(this.all(type).map(({ documentId }) => documentId))];
  }

  /** Whether the contract still holds everywhere when a document is gone in one language. */
  canSpare(name: Name): boolean {
    if (this.versions(name).length > 1) return true;
    return this.all().every((document) => {
      const without = this.#withoutLost(document, (type, id) => type !== name.type || id !== name.documentId);
      return contracts[document.type].schema.safeParse(without).success;
    });
  }

  /** What the feed sends: Strapi keeps no reference to a document that is public in no language. */
  delivered(): Map<string, Document> {
    const known = new Set(this.all().map(({ type, documentId }) => `${type} ${documentId}`));
    const sent = this.all().map((document) =>
      this.#withoutLost(document, (type, id) => known.has(`${type} ${id}`)),
    );
    return new Map(sent.map((document) => [keyOf(document), document]));
  }

  #withoutLost(document: Document, isThere: (type: ContentType, id: string) => boolean): Document {
    const fields: Record<string, unknown> = { ...document };
    for (const [field, type] of Object.entries(contracts[document.type].references)) {
      const value = fields[field];
      if (Array.isArray(value)) fields[field] = value.filter((id: string) => isThere(type, id));
      else if (typeof value === 'string' && !isThere(type, value)) fields[field] = null;
    }
    return fields as Document;
  }
}

export function keyOf({ type, documentId, locale }: Name): string {
  return `${type} ${documentId} ${locale}`;
}

/** The language that a document lacks; undefined when it has both. */
export function lackingLocale(versions: readonly Document[]): Locale | undefined {
  const [only, ...more] = versions;
  return only && more.length === 0 ? (only.locale === 'en' ? 'km' : 'en') : undefined;
}
