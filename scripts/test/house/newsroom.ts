import {
  type ContentType,
  contentTypes,
  contracts,
  defaultLocale,
  type Document,
  type Locale,
  locales,
  otherLocales,
  titleOf,
} from '@samleng/shared';
import {
  allFields,
  newLanguage,
  oneField,
  oneReference,
  sharedFields,
  type Stuff,
} from './editable-fields.ts';
import { AnswerError, type Editor } from './editor.ts';
import type { Edit } from './random-edits.ts';

interface Known {
  readonly documentId: string;
  readonly languages: Set<Locale>;
}

/** What the CMS has promised about one document in one language; `unsure` while an answer was lost. */
type Promised = { readonly title: string } | 'withdrawn' | 'unsure';

/** What the draft in one language has of the fields that all share. */
interface Shared {
  readonly locale: Locale;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** How the edits ended. */
export interface Answers {
  created: number;
  written: number;
  published: number;
  unpublished: number;
  deleted: number;
  discarded: number;
  /** The rules said no, in words: what an editor may meet on any day. */
  refused: number;
  /** Requests that got no answer and were made again until there was one. */
  interrupted: number;
}

interface Options {
  /** Documents that are left alone, whatever an edit means; they may be named in relations. */
  readonly leftAlone: ReadonlySet<string>;
  /** Gives another way to the CMS when the one before is of no use any more. */
  readonly signInAgain: () => Promise<Editor>;
  /** All that is public. */
  readonly feed: () => Promise<readonly Document[]>;
}

/** What was promised and known at a moment, for a database that is put back to it. */
export interface Memory {
  readonly known: ReadonlyMap<ContentType, readonly Known[]>;
  readonly promised: ReadonlyMap<string, Promised>;
}

/** Carries out edits in a running CMS, patiently, and keeps a ledger of what was answered. */
export class Newsroom {
  readonly answers: Answers = {
    created: 0,
    written: 0,
    published: 0,
    unpublished: 0,
    deleted: 0,
    discarded: 0,
    refused: 0,
    interrupted: 0,
  };
  readonly #options: Options;
  readonly #known = new Map<ContentType, Known[]>();
  readonly #promised = new Map<string, Promised>();
  readonly #lost: string[] = [];
  /** What changed of public documents that nobody published. */
  readonly changedUnasked: string[] = [];
  #pictures: Stuff['pictures'] = [];
  #editor: Editor;

  constructor(editor: Editor, options: Options) {
    this.#editor = editor;
    this.#options = options;
  }

  /** Takes note of what there is. */
  async open(): Promise<void> {
    this.#pictures = await this.#editor.pictures();
    for (const type of contentTypes) {
      const languages = new Map<string, Set<Locale>>();
      for (const locale of locales) {
        if (type === 'site-settings') {
          languages.set(type, new Set(locales));
          continue;
        }
        for (const { documentId } of await this.#editor.list(type, locale))
          languages.set(documentId, (languages.get(documentId) ?? new Set()).add(locale));
      }
      const known = [...languages].map(([documentId, set]) => ({ documentId, languages: set }));
      this.#known.set(type, known);
    }
  }

  /** The documents of a type, in an order of their own that stays. */
  documents(type: ContentType): readonly string[] {
    return this.#of(type).map(({ documentId }) => documentId);
  }

  /** Does what an edit means in this state. Refusals are part of life; everything else that is no success throws. */
  async carryOut(edit: Edit): Promise<void> {
    const { act, type, locale, publish } = edit;
    const settings = type === 'site-settings';
    const target = this.#target(edit);
    // Where there is nothing to do it with, something is made to do it with next time.
    if ((act === 'create' || !target) && !settings) return this.#create(edit);
    if (!target) return;
    if (act === 'publish') return this.#publish(type, target, locale);
    if (act === 'unpublish') return this.#withdraw(type, target, locale, 'unpublish');
    if (act === 'relate') return this.#relate(edit, target);
    if (act === 'delete' && !settings) return this.#withdraw(type, target, locale, 'delete');
    if (act === 'discard') return this.#discard(type, target, locale);
    const stuff = this.#stuff(edit);
    const fields = act === 'translate' ? newLanguage(type, stuff) : oneField(type, edit.field, stuff);
    const before = act === 'translate' ? await this.#sharedOf(type, target, otherLocales(locale)) : [];
    const done = await this.#ask(() => this.#editor.write(type, target.documentId, locale, fields));
    if (done === 'refused') return;
    this.answers.written += 1;
    if (act === 'translate') await this.#compareShared(`a new ${locale}`, type, target, before);
    target.languages.add(locale);
    if (publish) await this.#publish(type, target, locale);
  }

  /** What all languages share and went lost, or back, though nobody changed it. */
  get lostShared(): readonly string[] {
    return this.#lost;
  }

  /** Compares the public state of the CMS with what its answers promised; says where it broke its word. */
  brokenPromises(feed: readonly Document[]): string[] {
    const published = new Map(
      feed.map((document) => [keyOf(document.type, document.documentId, document.locale), document]),
    );
    return [...this.#promised].flatMap(([key, promised]) => {
      const document = published.get(key);
      if (promised === 'unsure') return [];
      if (promised === 'withdrawn') return document ? [`${key} was withdrawn and is public`] : [];
      if (!document) return [`${key} was published and is not public`];
      return titleOf(document) === promised.title
        ? []
        : [`${key} was published as “${promised.title}” and is “${titleOf(document)}”`];
    });
  }

  async #discard(type: ContentType, target: Known, locale: Locale): Promise<void> {
    // Discarded in the default language, which speaks for all, what is shared may go back.
    const others = locale === defaultLocale ? [] : otherLocales(locale);
    const before = await this.#sharedOf(type, target, others);
    const done = await this.#ask(() => this.#editor.discard(type, target.documentId, locale));
    if (done === 'refused') return;
    this.answers.discarded += 1;
    await this.#compareShared(`discarding ${locale}`, type, target, before);
  }

  /** What is shared, as the drafts in some languages have it. */
  async #sharedOf(type: ContentType, { documentId, languages }: Known, some: readonly Locale[]) {
    const found: Shared[] = [];
    for (const locale of some.filter((one) => languages.has(one))) {
      const draft = await this.#ask(() => this.#editor.read(type, documentId, locale));
      if (draft !== 'refused') found.push({ locale, fields: sharedFields(type, draft) });
    }
    return found;
  }

  /** The other languages have what they had, and all languages the same; how many they can name may differ. */
  async #compareShared(
    what: string,
    type: ContentType,
    target: Known,
    before: readonly Shared[],
  ): Promise<void> {
    const after = await this.#sharedOf(type, target, locales);
    const note = (name: string, locale: Locale, is: unknown, was: unknown) => {
      if (JSON.stringify(is) !== JSON.stringify(was))
        this.#lost.push(
          `${what} of ${type} ${target.documentId}: ${name} in ${locale} is ${JSON.stringify(is)}, not ${JSON.stringify(was)}`,
        );
    };
    for (const { locale, fields } of before)
      for (const [name, was] of Object.entries(fields))
        note(name, locale, after.find((one) => one.locale === locale)?.fields[name], was);
    const [first, ...rest] = after;
    for (const { locale, fields } of rest)
      for (const [name, is] of Object.entries(fields))
        if (!(name in contracts[type].references)) note(name, locale, is, first?.fields[name]);
  }

  /** What is known now, to go back to. */
  remember(): Memory {
    const copy = ({ documentId, languages }: Known) => ({ documentId, languages: new Set(languages) });
    return {
      known: new Map([...this.#known].map(([type, all]) => [type, all.map(copy)])),
      promised: new Map(this.#promised),
    };
  }

  /** The CMS was put back: what was answered since then is not to be expected of it. */
  goBackTo({ known, promised }: Memory): void {
    this.#known.clear();
    for (const [type, all] of known) this.#known.set(type, [...all]);
    this.#promised.clear();
    for (const [key, each] of promised) this.#promised.set(key, each);
  }

  /**
   * Has a draft name other documents than before, publishes those and not itself: what is public of it
   * stays. It may only get back whom its own last publish named and who was not public until now.
   */
  async #relate(edit: Edit, { documentId }: Known): Promise<void> {
    const { type, locale } = edit;
    const fields = oneReference(type, edit.field, this.#stuff(edit));
    const [field] = Object.keys(fields);
    const target = field === undefined ? undefined : contracts[type].references[field];
    if (field === undefined || !target) return;
    const before = await this.#feed();
    const line = (feed: readonly Document[]) =>
      feed.find((each) => each.type === type && each.locale === locale && isSame(type, each, documentId)) as
        Readonly<Record<string, unknown>> | undefined;
    const { set } = fields[field] as { set: string[] };
    const done = await this.#ask(() => this.#editor.write(type, documentId, locale, fields));
    if (done === 'refused') return;
    this.answers.written += 1;
    const was = idsIn(line(before)?.[field]);
    for (const id of new Set([...set, ...was])) {
      if (id === documentId) continue;
      const known = this.#of(target).find((each) => each.documentId === id);
      if (known?.languages.has(locale)) await this.#publish(target, known, locale);
    }
    const now = line(await this.#feed());
    if (!line(before) || !now) return;
    // In the language that speaks for all.
    const speaks = before.some((each) => each.locale === defaultLocale && isSame(type, each, documentId))
      ? defaultLocale
      : locale;
    const wasPublic = new Set(before.filter((each) => each.locale === speaks).map((each) => each.documentId));
    const is = idsIn(now[field]).filter((id) => wasPublic.has(id));
    if (is.join() !== was.join())
      this.changedUnasked.push(
        `${type} ${documentId}: ${field} was ${was.join()} and is ${is.join()}; its draft says ${set.join()}`,
      );
  }

  /** Asks until there is an answer, as for everything else. */
  async #feed(): Promise<readonly Document[]> {
    const feed = await this.#ask(() => this.#options.feed());
    return feed === 'refused' ? [] : feed;
  }

  async #create(edit: Edit): Promise<void> {
    const { type, locale } = edit;
    const fields = allFields(type, this.#stuff(edit));
    const documentId = await this.#ask(() => this.#editor.create(type, locale, fields));
    if (documentId === 'refused') return;
    this.answers.created += 1;
    const made = { documentId, languages: new Set([locale]) };
    this.#of(type).push(made);
    if (edit.publish) await this.#publish(type, made, locale);
  }

  async #publish(type: ContentType, { documentId }: Known, locale: Locale): Promise<void> {
    const key = keyOf(type, documentId, locale);
    const done = await this.#ask(() => this.#editor.publish(type, documentId, locale), key);
    if (done === 'refused') return;
    this.answers.published += 1;
    this.#promised.set(key, { title: String(done['title'] ?? done['headline'] ?? done['name']) });
  }

  async #withdraw(
    type: ContentType,
    target: Known,
    locale: Locale,
    act: 'unpublish' | 'delete',
  ): Promise<void> {
    const { documentId, languages } = target;
    const key = keyOf(type, documentId, locale);
    const done = await this.#ask(
      () => (act === 'delete' ? this.#editor.remove : this.#editor.unpublish)(type, documentId, locale),
      key,
    );
    if (done === 'refused') return;
    this.answers[act === 'delete' ? 'deleted' : 'unpublished'] += 1;
    this.#promised.set(key, 'withdrawn');
    if (act === 'unpublish') return;
    languages.delete(locale);
    if (languages.size === 0) this.#of(type).splice(this.#of(type).indexOf(target), 1);
  }

  /**
   * Asks until there is an answer. While the CMS is away, or when an answer got lost, it asks again;
   * what was promised about `key` is then unsure until the next success.
   */
  async #ask<T>(request: () => Promise<T>, key?: string): Promise<T | 'refused'> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await request();
      } catch (error) {
        if (error instanceof AnswerError && error.status === 401)
          this.#editor = await this.#options.signInAgain();
        else if (error instanceof AnswerError && error.status < 500) {
          this.answers.refused += 1;
          return 'refused';
        } else if (!(error instanceof TypeError)) throw error;
        // What fetch throws when there is no connection, or no longer one.
        if (attempt === 1) this.answers.interrupted += 1;
        if (key && this.#promised.has(key)) this.#promised.set(key, 'unsure');
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  #stuff({ locale, word, choice }: Edit): Stuff {
    const known = (type: ContentType) =>
      this.#of(type)
        .filter(({ languages }) => languages.has(locale))
        .map(({ documentId }) => documentId);
    return { locale, word, choice, known, pictures: this.#pictures };
  }

  /** A translation is of a document that lacks the language; everything else of one that has it. */
  #target({ act, type, locale, which }: Edit): Known | undefined {
    const candidates = this.#of(type).filter(
      ({ documentId, languages }) =>
        !this.#options.leftAlone.has(documentId) && languages.has(locale) === (act !== 'translate'),
    );
    return candidates[which % candidates.length];
  }

  #of(type: ContentType): Known[] {
    const known = this.#known.get(type) ?? [];
    this.#known.set(type, known);
    return known;
  }
}

/** There is one document of settings, which the admin never names. */
function isSame(type: ContentType, document: Document, documentId: string): boolean {
  return type === 'site-settings' || document.documentId === documentId;
}

function idsIn(value: unknown): string[] {
  return [value].flat().filter((id) => typeof id === 'string');
}

function keyOf(type: ContentType, documentId: string, locale: Locale): string {
  return `${type} ${type === 'site-settings' ? '' : documentId} ${locale}`;
}
