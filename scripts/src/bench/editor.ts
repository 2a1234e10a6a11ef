import { type ContentType, type Locale, uidOf } from '@samleng/shared';

type Fields = Readonly<Record<string, unknown>>;

/** Somebody who works in the admin, through the requests that the admin itself sends. */
export interface Editor {
  /** Changes fields of a draft; the others stay as they are. */
  write(type: ContentType, documentId: string, locale: Locale, fields: Fields): Promise<void>;
  /** Presses a button of the edit view and waits for the answer. */
  press(
    button: 'publish' | 'unpublish',
    type: ContentType,
    documentId: string,
    locale: Locale,
  ): Promise<void>;
  /** Publishes several languages of a document at once, as the edit view's dialogue does. */
  publishAll(type: ContentType, documentId: string, locales: readonly Locale[]): Promise<void>;
}

/** Signs in to the admin. Once a CMS: Strapi limits sign-ins. */
export async function signIn(cmsUrl: string, email: string, password: string): Promise<Editor> {
  const login = await fetch(`${cmsUrl}/admin/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const { data } = (await login.json()) as { data?: { token?: string; accessToken?: string } };
  const token = data?.accessToken ?? data?.token;
  if (!token) throw new Error(`The admin refused the sign-in with ${login.status}.`);

  async function send(method: string, path: string, body: unknown): Promise<void> {
    const response = await fetch(`${cmsUrl}/content-manager/collection-types/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 600)}`);
  }
  return {
    write: (type, documentId, locale, fields) =>
      send('PUT', `${uidOf(type)}/${documentId}?locale=${locale}`, fields),
    press: (button, type, documentId, locale) =>
      send('POST', `${uidOf(type)}/${documentId}/actions/${button}?locale=${locale}`, {}),
    publishAll: (type, documentId, locales) =>
      send('POST', `${uidOf(type)}/actions/bulkPublish`, { documentIds: [documentId], locale: locales }),
  };
}
