import type { Core } from '@strapi/strapi';
import {
  type ContentType,
  donatePath,
  folders,
  type Locale,
  listedTypes,
  listPath,
  pagedTypes,
  type Problem,
  searchPath,
  uidOf,
} from '@samleng/shared';
import type { WireDocument } from '../publication/to-wire';

/**
 * Tells of items in the navigation that lead to no page of the site: readers would not get to see them.
 * Where the seed publishes, the pages come after the settings, so only what somebody publishes is looked at.
 */
export async function deadNavigation(
  strapi: Core.Strapi,
  type: ContentType,
  document: WireDocument,
): Promise<Problem[]> {
  if (type !== 'site-settings' || !strapi.requestContext.get()) return [];
  const links = (document.navigation ?? []) as { label?: unknown; href?: unknown }[];
  const problems: Problem[] = [];
  for (const [index, { label, href }] of links.entries()) {
    if (typeof href !== 'string' || !href.startsWith('/')) continue;
    if (await leadsSomewhere(strapi, href, document)) continue;
    const item = typeof label === 'string' ? label : href;
    problems.push({
      path: ['navigation', index, 'href'],
      message: {
        en: `Navigation, “${item}”: ${href} leads to no public page. Publish that page first, correct the address, or take the item out.`,
        km: `ម៉ឺនុយ «${item}»៖ ${href} មិនមានទំព័រសាធារណៈទេ។ សូមផ្សាយទំព័រនោះជាមុន កែអាសយដ្ឋាន ឬដកវាចេញ។`,
      },
    });
  }
  return problems;
}

/** As the site understands it: a page in any language will do, see site/src/views/navigation.ts. */
async function leadsSomewhere(
  strapi: Core.Strapi,
  href: string,
  { locale: language, donation }: WireDocument,
): Promise<boolean> {
  const segments = href.split('/').filter(Boolean);
  const locale = language as Locale;
  const own = [searchPath(locale), ...listedTypes.map((type) => listPath(locale, type))];
  if (donation) own.push(donatePath(locale));
  if (segments.length === 0 || own.includes(`/${[locale, ...segments].join('/')}/`)) return true;
  const slug = segments.at(-1);
  const folder = segments.slice(0, -1).join('/');
  const type = pagedTypes.find((each) => folders[each] === folder);
  if (!type) return false;
  const where = { slug, publishedAt: { $notNull: true } };
  return (await strapi.db.query(uidOf(type)).count({ where })) > 0;
}
