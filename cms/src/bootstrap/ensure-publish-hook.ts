import type { Core } from '@strapi/strapi';
import { hookUrl } from '../hook/sign-hooks';
import { publicationEvent } from '../publication/log';

const name = 'Samleng publisher';

interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly events: string[];
  readonly isEnabled: boolean;
}

interface WebhookStore {
  findWebhooks(): Promise<Webhook[]>;
  createWebhook(data: Omit<Webhook, 'id' | 'isEnabled'>): Promise<Webhook>;
  updateWebhook(id: string, data: Omit<Webhook, 'id'>): Promise<Webhook | null>;
}

interface WebhookRunner {
  add(webhook: Webhook): void;
  update(webhook: Webhook): void;
}

/** Makes the webhook that tells the publisher of every row of the log; editors see it in Settings. */
export async function ensurePublishHook(strapi: Core.Strapi): Promise<void> {
  const store = strapi.get('webhookStore') as unknown as WebhookStore;
  const runner = strapi.get('webhookRunner') as unknown as WebhookRunner;
  const wanted = { name, url: hookUrl(), headers: {}, events: [publicationEvent] };
  const present = (await store.findWebhooks()).find((webhook) => webhook.name === name);
  if (!present) {
    runner.add(await store.createWebhook(wanted));
    return;
  }
  // Whether it is switched on stays as an administrator left it: without it, publishing only waits longer.
  const { id, isEnabled, ...actual } = present;
  if (JSON.stringify(sorted(actual)) === JSON.stringify(sorted(wanted))) return;
  const updated = await store.updateWebhook(id, { ...wanted, isEnabled });
  if (updated) runner.update(updated);
}

function sorted({ name: title, url, headers, events }: Omit<Webhook, 'id' | 'isEnabled'>) {
  return { title, url, headers: headers ?? {}, events };
}
