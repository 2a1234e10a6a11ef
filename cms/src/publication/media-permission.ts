import type { Core } from '@strapi/strapi';
import { uidOf } from '@samleng/shared';
import type { Owned } from '../status/may-read';
import type { Usage } from './media-usage';

interface Checker {
  cannot: { publish(entity: object): boolean };
}

/**
 * The first use of a file in a public document that the person behind this request may not publish:
 * another picture in it would be a publication. Undefined when there is none, or no person behind it.
 */
export async function forbiddenUsage(
  strapi: Core.Strapi,
  usage: readonly Usage[],
): Promise<Usage | undefined> {
  const userAbility: unknown = strapi.requestContext.get()?.state?.userAbility;
  if (!userAbility) return undefined;
  const checkers = strapi.plugin('content-manager').service('permission-checker');
  for (const use of usage) {
    const checker = checkers.create({ userAbility, model: uidOf(use.type) }) as Checker;
    const rows = (await strapi.db.query(uidOf(use.type)).findMany({
      select: ['locale'],
      where: { documentId: use.documentId, locale: use.locale, publishedAt: { $notNull: true } },
      populate: { createdBy: { select: ['id'] } },
    })) as Owned[];
    if (rows.some((row) => checker.cannot.publish(row))) return use;
  }
  return undefined;
}
