import type { Core } from '@strapi/strapi';
import { hookPath, signHook } from '@samleng/shared';
import { environment } from '../environment';

type Fetch = (url: string, options: { body: string; headers: Record<string, string> }) => Promise<Response>;

const signing = Symbol('signed by Samleng');

/** The address of the publisher's endpoint. */
export function hookUrl(): string {
  return `${environment().publisherUrl}${hookPath}`;
}

/**
 * Signs what Strapi sends to the publisher, and nothing else: a webhook that somebody adds for
 * another address must never carry a signature of ours.
 */
export function signHooks(strapi: Core.Strapi): void {
  const runner = strapi.get('webhookRunner') as unknown as { fetch: Fetch & { [signing]?: true } };
  if (runner.fetch[signing]) return;
  const send = runner.fetch;
  const signed: Fetch = async (url, options) => {
    const { publishSecret } = environment();
    if (!publishSecret || url !== hookUrl()) return send(url, options);
    const signature = await signHook(publishSecret, options.body);
    return send(url, { ...options, headers: { ...options.headers, ...signature } });
  };
  runner.fetch = Object.assign(signed, { [signing]: true as const });
}
