import { documentPath, folders, homePath, pagedTypes, type Locale, type PagedType } from '@samleng/shared';
import type { Entries } from '../content/entries.ts';

/** One link of the navigation. */
export interface NavigationLink {
  readonly href: string;
  readonly text: string;
  /** The language of the page behind it, where that is not this page's. */
  readonly lang?: Locale;
  /** This very page, or the list it belongs to. */
  readonly current?: 'page' | 'true';
}

/**
 * The links that editors chose, as they work in this language. One that leads to a page without a
 * translation goes to the page in its own language; one that leads nowhere is left out, since a
 * navigation that ends in a 404 helps nobody.
 * @param here the path of the page that shows the navigation.
 */
export function toNavigation(
  entries: Entries,
  links: readonly { readonly label: string; readonly href: string }[],
  here: string,
): NavigationLink[] {
  return links.flatMap(({ label, href }) => {
    if (!href.startsWith('/')) return [{ href, text: label }];
    const target = targetOf(entries, href);
    return target ? [{ ...target, text: label, ...currentOf(target.href, here, entries.locale) }] : [];
  });
}

function currentOf(href: string, here: string, locale: Locale): Pick<NavigationLink, 'current'> {
  if (href === here) return { current: 'page' };
  return href !== homePath(locale) && here.startsWith(href) ? { current: 'true' } : {};
}

/** Where a path below the language leads, `/articles/` or `/about/`; undefined when nothing is there. */
function targetOf(entries: Entries, path: string): { href: string; lang?: Locale } | undefined {
  const { locale } = entries;
  const whole = `/${locale}${path.endsWith('/') ? path : `${path}/`}`;
  if (entries.hasPage(whole)) return { href: whole };
  const segments = path.split('/').filter(Boolean);
  const slug = segments.at(-1);
  const folder = segments.slice(0, -1).join('/');
  const type = pagedTypes.find((each) => folders[each] === folder);
  const entry = type && findBySlug(entries, type, slug);
  if (!type || !entry) return undefined;
  const { locale: language, slug: found } = entry;
  const href = documentPath(language, type, found);
  return language === locale ? { href } : { href, lang: language };
}

function findBySlug(entries: Entries, type: PagedType, slug: string | undefined) {
  return slug === undefined ? undefined : entries.bySlug(type, slug)?.document;
}
