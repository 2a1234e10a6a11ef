import { AsyncLocalStorage } from 'node:async_hooks';
import type { Core } from '@strapi/strapi';
import { type ContentType, defaultLocale, isLocale, localeFacts, typeOfUid } from '@samleng/shared';
import { refusal } from './refusal';
import {
  copyFields,
  differences,
  isBlank,
  isEqual,
  type Item,
  readShared,
  sharedAttributes,
  type SharedRow,
} from './shared-fields';
import { wantedReferences, writeReferences } from './shared-relations';
import { keepUpdatedAt } from './shared-times';

const alreadySharing = new AsyncLocalStorage<true>();

type Locales = string | readonly string[];
type Data = Record<string, unknown>;
type Next<T> = () => Promise<T>;

/**
 * What is shared has one value: in the drafts of all languages, and in all that is public of a
 * document. Strapi means to do it, but copies everything of whichever language was written last, also
 * what its form did not show (strapi#22080, #24298, #24780), and does not compare the right rows. Here
 * only what somebody changed goes on to the other languages.
 */
export function shareLanguages(strapi: Core.Strapi): void {
  leaveItToUs(strapi);
  strapi.documents.use(async (context, next) => {
    const type = typeOfUid(context.uid);
    const { documentId, locale, data } = context.params as {
      documentId?: string;
      locale?: Locales;
      data?: Data;
    };
    if (!type || !documentId || alreadySharing.getStore()) return next();
    const share = new Sharing(strapi, type, documentId);
    // Each action answers with something else, which goes back as it came.
    const act = next as Next<never>;
    switch (context.action) {
      case 'update':
        return data ? share.update(String(locale ?? defaultLocale), data, act) : next();
      case 'publish':
        return share.publish(locale ?? defaultLocale, act);
      case 'discardDraft':
        return share.discard(locale ?? defaultLocale, act);
      default:
        return next();
    }
  });
}

interface Localizations {
  syncNonLocalizedAttributes(entry: object, model: { uid: string }): Promise<void>;
}

/** Takes the copying of our types out of the hands of Strapi's languages plugin. */
function leaveItToUs(strapi: Core.Strapi): void {
  const service = strapi.plugin('i18n').service('localizations') as unknown as Localizations;
  const theirs = service.syncNonLocalizedAttributes;
  service.syncNonLocalizedAttributes = async (entry, model) => {
    if (!typeOfUid(model.uid)) await theirs(entry, model);
  };
}

class Sharing {
  readonly #strapi: Core.Strapi;
  readonly #type: ContentType;
  readonly #documentId: string;

  constructor(strapi: Core.Strapi, type: ContentType, documentId: string) {
    this.#strapi = strapi;
    this.#type = type;
    this.#documentId = documentId;
  }

  /** Saves one language, a new one perhaps, and gives the others what changed of the shared fields. */
  async update<T>(locale: string, data: Data, next: Next<T>): Promise<T> {
    const before = await this.#read('draft');
    const others = before.filter((row) => row.locale !== locale);
    const [source] = others;
    if (!source) return next();
    const own = before.find((row) => row.locale === locale);
    if (!own) this.#startFrom(source, data);
    else this.#keepFromStale(own, data);

    const result = await next();

    const now = (await this.#read('draft')).find((row) => row.locale === locale);
    if (now && own) await this.#giveChanges(own, now, others);
    else if (now) await this.#beginWith(source, now, others, data);
    return result;
  }

  /** Gives the other languages what a save changed. */
  async #giveChanges(before: SharedRow, now: SharedRow, others: readonly SharedRow[]): Promise<void> {
    const names = differences(before, now);
    const relations = Object.keys(before.references).filter(
      (name) => !isEqual(before.references[name], now.references[name]),
    );
    for (const other of others) await this.#give(now, other, names, relations, before.references);
  }

  /** Gives a new language what the document has; where that says nothing yet, the form speaks for all. */
  async #beginWith(
    source: SharedRow,
    now: SharedRow,
    others: readonly SharedRow[],
    data: Data,
  ): Promise<void> {
    const says = ({ fields, references }: SharedRow, name: string) =>
      name in fields ? !isBlank(fields[name]) : (references[name]?.length ?? 0) > 0;
    const isFromForm = (name: string) => name in data && says(now, name) && !says(source, name);
    const isFromSource = (name: string) => !isFromForm(name);
    const [fields, relations] = [Object.keys(now.fields), Object.keys(now.references)];
    await this.#give(source, now, fields.filter(isFromSource), relations.filter(isFromSource));
    for (const other of others)
      await this.#give(now, other, fields.filter(isFromForm), relations.filter(isFromForm));
  }

  /**
   * Publishes, and gives what is shared to the languages that were public before. Relations are given
   * by `keepReferences`.
   */
  async publish<T>(locale: Locales, next: Next<T>): Promise<T> {
    const result = await next();
    const rows = await this.#read('published');
    const source = rows.find((row) => isAsked(locale, row.locale));
    for (const row of rows) {
      if (!source || row === source) continue;
      await copyFields(this.#strapi, this.#type, source, row, differences(source, row));
      await keepUpdatedAt(this.#strapi, this.#type, row);
    }
    return result;
  }

  /**
   * Goes back to what is public. The default language speaks for all: discarded there, shared fields go
   * back in every language; elsewhere they stay as the other drafts have them.
   */
  async discard<T>(locale: Locales, next: Next<T>): Promise<T> {
    const drafts = await this.#read('draft');
    const published = await this.#read('published');
    for (const draft of drafts) {
      if (isAsked(locale, draft.locale) && !published.some((row) => row.locale === draft.locale))
        throw nothingToGoBackTo(draft.locale);
    }
    const result = await next();
    const rows = await this.#read('draft');
    const isKept = (row: SharedRow) => !isAsked(locale, row.locale);
    const source = isAsked(locale, defaultLocale) ? rows[0] : (rows.find(isKept) ?? rows[0]);
    for (const row of rows) {
      if (source && row !== source)
        await this.#give(source, row, Object.keys(row.fields), Object.keys(row.references));
    }
    return result;
  }

  #read(status: 'draft' | 'published'): Promise<SharedRow[]> {
    return readShared(this.#strapi, this.#type, this.#documentId, status);
  }

  /** Copies shared fields and relations from one draft to another, as far as they differ. */
  async #give(
    from: SharedRow,
    to: SharedRow,
    fields: readonly string[],
    relations: readonly string[],
    seen?: SharedRow['references'],
  ): Promise<void> {
    const names = differences(from, to).filter((name) => fields.includes(name));
    await copyFields(this.#strapi, this.#type, from, to, names);
    const references = await wantedReferences(this.#strapi, this.#type, from, to, relations, seen);
    await alreadySharing.run(true, () => writeReferences(this.#strapi, this.#type, to, references));
  }

  /**
   * A new language starts with what the document has, whatever its form sends: the form cannot show
   * what it does not know yet, and sends empty lists and emptied components.
   */
  #startFrom(source: SharedRow, data: Data): void {
    for (const [name, value] of Object.entries(source.fields)) {
      if (!isBlank(value)) data[name] = structuredClone(value);
      else if (isBlank(data[name])) Reflect.deleteProperty(data, name);
    }
    for (const [name, ids] of Object.entries(source.references))
      if (ids.length > 0) Reflect.deleteProperty(data, name);
  }

  /**
   * Components that are not there any more say that another language was saved since the form was
   * opened. What is stored stays, and what was added to the form is added to it.
   */
  #keepFromStale(own: SharedRow, data: Data): void {
    for (const [name, { component, repeatable }] of sharedAttributes(this.#strapi, this.#type)) {
      if (!component || data[name] === undefined) continue;
      const stored = own.components[name] ?? [];
      const sent = ([data[name] ?? []].flat() as Item[]).filter((item) => item !== null);
      const byId = (items: readonly Item[], { id }: Item) =>
        items.find((item) => String(item.id) === String(id));
      if (sent.every((item) => item.id === undefined || byId(stored, item))) continue;
      if (!repeatable) {
        Reflect.deleteProperty(data, name);
        continue;
      }
      data[name] = [
        ...stored.map((item) => byId(sent, item) ?? { id: item.id }),
        ...sent.filter((item) => item.id === undefined),
      ];
    }
  }
}

function isAsked(locale: Locales, language: string): boolean {
  return locale === '*' || [locale].flat().includes(language);
}

function nothingToGoBackTo(locale: string): Error {
  const { name, ownName } = isLocale(locale) ? localeFacts[locale] : { name: locale, ownName: locale };
  return refusal({
    en: `Nothing of this is published in ${name}, so there is nothing to go back to. The draft stays as it is.`,
    km: `ឯកសារនេះមិនទាន់ផ្សាយជា${ownName}ទេ ដូច្នេះគ្មានអ្វីដែលត្រូវត្រឡប់ទៅវិញឡើយ។ សេចក្តីព្រាងនៅដដែល។`,
  });
}
