import type { Core } from '@strapi/strapi';
import { type ContentType, type Locale, uidOf } from '@samleng/shared';

interface Checker {
  cannot: { read(entity?: object): boolean };
}

/** As much of a row as permissions may ask about. */
export interface Owned {
  readonly locale: string;
  readonly createdBy?: { readonly id: number } | null;
}

/** Asks what the person behind this request may read, as the content manager does. */
export type MayRead = (type: ContentType, rows?: readonly Owned[], locale?: Locale) => boolean;

/** @param userAbility what Strapi puts into the state of an admin's request. */
export function readingOf(strapi: Core.Strapi, userAbility: unknown): MayRead {
  const checkers = new Map<ContentType, Checker>();
  return (type, rows = [], locale) => {
    const checker =
      checkers.get(type) ??
      (strapi
        .plugin('content-manager')
        .service('permission-checker')
        .create({ userAbility, model: uidOf(type) }) as Checker);
    checkers.set(type, checker);
    if (checker.cannot.read()) return false;
    // A role may be bound to a language, or to what somebody wrote.
    const entities: readonly object[] = rows.length > 0 ? rows : locale ? [{ locale }] : [];
    return entities.every((entity) => !checker.cannot.read(entity));
  };
}
