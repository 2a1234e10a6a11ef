import { contracts, documentPath, type Document, type Locale, titleOf } from '@samleng/shared';
import { dayOf, fieldsOf, pick, withChange, type Stuff } from './changed-fields.ts';
import { keyOf, lackingLocale, type PublishedContent } from './published-content.ts';
import type { Change } from './random-changes.ts';

/** Documents that were public and may come back, by name. */
export type Shelf = Map<string, Document>;

/**
 * Does to the content what a change means in this state, as far as the CMS's rules would let it.
 * @param moment what the documents that are published now say about when.
 * @returns what was done, in words for a person who looks for a mistake.
 */
export function carryOut(content: PublishedContent, shelf: Shelf, change: Change, moment: string): string {
  const { act, type, which, locale } = change;
  const ofType = content.all(type);
  const target =
    pick(
      content.all(type).filter((each) => each.locale === locale),
      which,
    ) ?? pick(ofType, which);
  const put = (document: Document) => {
    const { schema } = contracts[document.type];
    content.put(schema.parse({ ...document, publishedAt: moment }) as Document);
  };
  const take = (document: Document) => {
    shelf.set(keyOf(document), document);
    content.remove(document);
  };

  if (act === 'return') return giveBack(content, shelf, change, put);
  if (!target) return `nothing: there is no ${type}`;
  const name = `${keyOf(target)} “${titleOf(target)}”`;
  switch (act) {
    case 'edit':
      return edit(content, target, change, put);
    case 'republish':
      put(target);
      return `republish ${name}`;
    case 'create':
      return create(content, target, change, put);
    case 'translate': {
      const other = lackingLocale(content.versions(target));
      if (!other) return `nothing: ${name} is there in both languages`;
      put(inLanguage(target, other, change.word));
      return `translate ${name} into ${other}`;
    }
    case 'withdraw':
      if (!mayGo(content, target)) return `refused: withdraw ${name}`;
      take(target);
      return `withdraw ${name}`;
    case 'remove': {
      const versions = content.versions(target);
      const last = versions.at(-1) as Document;
      for (const version of versions.slice(0, -1)) take(version);
      if (!mayGo(content, last)) return `refused: remove all of ${name}`;
      take(last);
      return `remove ${name} in ${versions.map((version) => version.locale).join(' and ')}`;
    }
    case 'exchange':
      return exchange(content, target, change, put);
  }
}

type Put = (document: Document) => void;

function edit(content: PublishedContent, target: Document, change: Change, put: Put): string {
  const names = [...fieldsOf(target), ...('slug' in target ? ['slug'] : [])];
  const field = pick(names, change.field) ?? '';
  if (field === 'slug') {
    const slug = freeSlug(content, target, change.word);
    for (const version of content.versions(target)) put({ ...version, slug } as Document);
    return `move ${keyOf(target)} to ${slug}`;
  }
  const after = withChange(target, field, stuffOf(content, change));
  const isShared = contracts[target.type].shared.includes(field);
  const { shared } = contracts[target.type];
  for (const version of content.versions(target)) {
    if (version.locale === target.locale) put(after);
    else if (isShared) put(withShared(version, after, shared));
  }
  const value = (after as unknown as Record<string, unknown>)[field];
  return `change ${field} of ${keyOf(target)} to ${JSON.stringify(value)?.slice(0, 200)}`;
}

function create(content: PublishedContent, model: Document, change: Change, put: Put): string {
  if (model.type === 'site-settings') return 'nothing: there is one document of settings';
  const slug = freeSlug(content, model, change.word);
  const documentId = `made-${slug}`;
  const renamed = inLanguage(model, model.locale, change.word);
  const dated = 'publishedOn' in renamed ? { publishedOn: dayOf(change.choice) } : {};
  put({ ...renamed, ...dated, documentId, slug } as Document);
  return `create ${model.type} ${documentId} ${model.locale} after ${model.documentId}`;
}

function giveBack(content: PublishedContent, shelf: Shelf, change: Change, put: Put): string {
  const document = pick([...shelf.values()], change.which);
  if (!document) return 'nothing: nothing was ever withdrawn';
  shelf.delete(keyOf(document));
  const [other] = content.versions(document);
  const { shared } = contracts[document.type];
  const current = other ? withShared(document, other, shared) : document;
  const slug =
    'slug' in current
      ? { slug: other && 'slug' in other ? other.slug : freeSlug(content, current, current.slug) }
      : {};
  // What it refers to may be gone by now; the rules let nobody publish it then.
  const whole = { ...current, ...slug } as Document;
  content.put(whole);
  const sent = content.delivered().get(keyOf(whole));
  if (!contracts[whole.type].schema.safeParse(sent).success) {
    content.remove(whole);
    return `refused: give back ${keyOf(document)}`;
  }
  put(whole);
  return `give back ${keyOf(document)}`;
}

function exchange(content: PublishedContent, target: Document, change: Change, put: Put): string {
  const ids = content.ids(target.type).filter((id) => id !== target.documentId);
  const id = pick(ids, change.choice);
  const [other] = id === undefined ? [] : content.versions({ type: target.type, documentId: id });
  if (!other || !('slug' in other) || !('slug' in target)) return 'nothing: no two slugs to exchange';
  const mine = content.versions(target).map((version) => ({ ...version, slug: other.slug }) as Document);
  const theirs = content.versions(other).map((version) => ({ ...version, slug: target.slug }) as Document);
  [...mine, ...theirs].forEach(put);
  return `exchange the slugs of ${keyOf(target)} and ${keyOf(other)}`;
}

/** Settings are never all gone, and nobody takes away what another cannot be without. */
function mayGo(content: PublishedContent, document: Document): boolean {
  if (document.type === 'site-settings' && content.all('site-settings').length === 1) return false;
  return content.canSpare(document);
}

/** The fields that all languages share, taken from another version. */
function withShared(version: Document, from: Document, shared: readonly string[]): Document {
  const fields = Object.entries(from).filter(([name]) => shared.includes(name));
  return { ...version, ...Object.fromEntries(fields) } as Document;
}

function inLanguage(document: Document, locale: Locale, word: string): Document {
  const title = locale === 'km' ? `ពាក្យ ${word}` : `About ${word}`;
  const name = 'title' in document ? 'title' : 'headline' in document ? 'headline' : 'name';
  return { ...document, locale, [name]: title } as Document;
}

/** A slug that no public document of the type has, nor this document in another language. */
function freeSlug(content: PublishedContent, { type, documentId }: Document, wanted: string): string {
  const taken = new Set(
    content
      .all(type)
      .flatMap((each) => ('slug' in each && each.documentId !== documentId ? [each.slug] : [])),
  );
  for (let number = 1; ; number += 1) {
    const slug = number === 1 ? wanted : `${wanted}-${number}`;
    const id = `made-${slug}`;
    if (!taken.has(slug) && content.versions({ type, documentId: id }).length === 0) return slug;
  }
}

function stuffOf(content: PublishedContent, { locale, word, choice }: Change): Stuff {
  const paths = content
    .all()
    .flatMap((each) =>
      each.type === 'site-settings' ? [] : [documentPath(each.locale, each.type, each.slug)],
    );
  return {
    locale,
    word,
    choice,
    ids: (type) => content.ids(type),
    paths: [...paths, '/about', '/en/', '/nowhere/'],
  };
}
