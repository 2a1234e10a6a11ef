import type { z } from 'zod';
import type { ContentType } from '../content-types.ts';
import { article } from './article.ts';
import { interview } from './interview.ts';
import { organisation } from './organisation.ts';
import { page } from './page.ts';
import { person } from './person.ts';
import { programme } from './programme.ts';
import { siteSettings } from './site-settings.ts';
import { topic } from './topic.ts';
import { unionLeader } from './union-leader.ts';

/** Every contract by the name of its type. */
export const contracts = {
  article,
  interview,
  programme,
  'union-leader': unionLeader,
  person,
  organisation,
  topic,
  page,
  'site-settings': siteSettings,
} as const satisfies Record<ContentType, unknown>;

/** One published document in one language, as the feed sends it. */
export type DocumentOf<T extends ContentType> = z.infer<(typeof contracts)[T]['schema']>;

export type Document = { [T in ContentType]: DocumentOf<T> }[ContentType];

/** What a document is called: an interview has a headline, a story a title, the rest a name. */
export function titleOf(document: Document): string {
  switch (document.type) {
    case 'article':
    case 'page':
      return document.title;
    case 'interview':
      return document.headline;
    default:
      return document.name;
  }
}
