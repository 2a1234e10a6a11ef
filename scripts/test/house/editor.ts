import { type ContentType, type Locale, uidOf } from '@samleng/shared';
import type { House } from './running-house.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The CMS's answer when it was no success: a refusal in words, or a failure of its own. */
export class AnswerError extends Error {
  readonly status: number;
  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Somebody who works in the admin, through the very requests that the admin sends. */
export interface Editor {
  create(type: ContentType, locale: Locale, fields: Fields): Promise<string>;
  write(type: ContentType, documentId: string, locale: Locale, fields: Fields): Promise<void>;
  /** Answers with the document as it was published. */
  publish(type: ContentType, documentId: string, locale: Locale): Promise<Record<string, unknown>>;
  /** Asks for a publish or unpublish and returns the answer whatever it is, for what may be refused. */
  attempt(
    action: 'publish' | 'unpublish',
    type: ContentType,
    documentId: string,
    locale: Locale,
  ): Promise<{ status: number; text: string }>;
  unpublish(type: ContentType, documentId: string, locale: Locale): Promise<void>;
  /** Puts the draft of one language back to what is public. */
  discard(type: ContentType, documentId: string, locale: Locale): Promise<void>;
  remove(type: ContentType, documentId: string, locale: Locale): Promise<void>;
  /** Every document of a type, as the list view shows it. */
  list(type: ContentType, locale: Locale): Promise<{ documentId: string; slug?: string; status?: string }[]>;
  /** One document's draft with its fields. */
  read(type: ContentType, documentId: string, locale: Locale): Promise<Record<string, unknown>>;
  /** The pictures of the media library, oldest first. */
  pictures(): Promise<{ id: number; url: string }[]>;
}

/** Signs in to the admin of a running house. Once a house: Strapi limits sign-ins. */
export async function signIn(house: House): Promise<Editor> {
  const login = await fetch(`${house.cmsUrl}/admin/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      email: house.environment['ADMIN_EMAIL'],
      password: house.environment['ADMIN_PASSWORD'],
    }),
  });
  const { data } = (await login.json()) as { data?: { token?: string; accessToken?: string } };
  const token = data?.accessToken ?? data?.token;
  if (!token) throw new Error(`The admin refused the sign-in with ${login.status}.`);

  async function ask(method: string, path: string, body?: unknown) {
    const response = await fetch(`${house.cmsUrl}/content-manager/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }
  async function insist(method: string, path: string, body?: unknown): Promise<{ data?: unknown }> {
    const { status, text } = await ask(method, path, body);
    if (status >= 300)
      throw new AnswerError(`${method} ${path} answered ${status}: ${text.slice(0, 600)}`, status);
    return text ? (JSON.parse(text) as { data?: unknown }) : {};
  }
  const kind = (type: ContentType) => (type === 'site-settings' ? 'single-types' : 'collection-types');
  const path = (type: ContentType, documentId: string, locale: Locale, action = '') =>
    type === 'site-settings'
      ? `${kind(type)}/${uidOf(type)}${action}?locale=${locale}`
      : `${kind(type)}/${uidOf(type)}/${documentId}${action}?locale=${locale}`;

  return {
    async create(type, locale, fields) {
      const answer = await insist('POST', `${kind(type)}/${uidOf(type)}?locale=${locale}`, fields);
      return (answer.data as { documentId: string }).documentId;
    },
    async write(type, documentId, locale, fields) {
      await insist('PUT', path(type, documentId, locale), fields);
    },
    async publish(type, documentId, locale) {
      const answer = await insist('POST', path(type, documentId, locale, '/actions/publish'), {});
      return (answer.data ?? {}) as Record<string, unknown>;
    },
    attempt: (action, type, documentId, locale) =>
      ask('POST', path(type, documentId, locale, `/actions/${action}`), {}),
    async unpublish(type, documentId, locale) {
      await insist('POST', path(type, documentId, locale, '/actions/unpublish'), {});
    },
    async discard(type, documentId, locale) {
      await insist('POST', path(type, documentId, locale, '/actions/discard'), {});
    },
    async remove(type, documentId, locale) {
      await insist('DELETE', path(type, documentId, locale));
    },
    async list(type, locale) {
      const answer = (await insist('GET', `${kind(type)}/${uidOf(type)}?locale=${locale}&pageSize=100`)) as {
        results?: { documentId: string; slug?: string; status?: string }[];
      };
      return answer.results ?? [];
    },
    async read(type, documentId, locale) {
      const answer = await insist('GET', path(type, documentId, locale));
      return answer.data as Record<string, unknown>;
    },
    async pictures() {
      const response = await fetch(`${house.cmsUrl}/upload/files?pageSize=100`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const { results = [] } = (await response.json()) as {
        results?: { id: number; url: string }[];
      };
      return results.map(({ id, url }) => ({ id, url })).sort((a, b) => a.id - b.id);
    },
  };
}
