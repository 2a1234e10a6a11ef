import type { Core } from '@strapi/strapi';
import { guardAccounts } from './accounts/guard-accounts';
import { refuseMail } from './accounts/mail';
import { ensureAdmin } from './bootstrap/ensure-admin';
import { ensureLayout } from './bootstrap/ensure-layout';
import { ensureLocales } from './bootstrap/ensure-locales';
import { ensurePublishHook } from './bootstrap/ensure-publish-hook';
import { ensureRoles } from './bootstrap/ensure-roles';
import { ensureTokens } from './bootstrap/ensure-tokens';
import { keepStatistics } from './bootstrap/keep-statistics';
import { environment } from './environment';
import { signHooks } from './hook/sign-hooks';
import { keepReferences } from './publication/keep-references';
import { logId, publicationEvent, registerLog } from './publication/log';
import { registerReferences, rememberEarlier } from './publication/published-references';
import { watchDocuments } from './publication/watch-documents';
import { watchMedia } from './publication/watch-media';
import { fillSlug } from './rules/fill-slug';
import { guardPublishing } from './rules/guard-publishing';
import { dropInverseWrites, refuseInverseWrites } from './rules/inverse-sides';
import { limitTexts } from './rules/limit-texts';
import { checkLocaleOnCreate } from './rules/locale-permission';
import { normaliseOnSave } from './rules/normalise-text';
import { publishThroughOneDoor } from './rules/one-door';
import { shareLanguages } from './rules/share-languages';
import { guardSelections } from './rules/library-doors';
import { keepSingle } from './rules/single-document';
import { guardSchema } from './schema-version';
import { checkSecrets } from './secrets';
import { seedIfEmpty } from './seed/seed';
import { endTurn, takeTurn } from './start-turn';
import { serveStatus } from './status/routes';

interface Lifecycle {
  readonly strapi: Core.Strapi;
}

export default {
  async register({ strapi }: Lifecycle) {
    checkSecrets(process.env);
    await takeTurn(strapi);
    await guardSchema(strapi);
    registerLog(strapi);
    registerReferences(strapi);
    strapi.get('webhookStore').addAllowedEvent('PUBLICATION', publicationEvent);
    signHooks(strapi);
    serveStatus(strapi);
    guardSelections(strapi);
    guardAccounts(strapi);
    // Outermost first. Here, and not in bootstrap, so that they stand around what plugins add:
    // the copying of shared fields between languages happens inside our transaction.
    watchDocuments(strapi);
    checkLocaleOnCreate(strapi);
    keepSingle(strapi);
    refuseInverseWrites(strapi);
    normaliseOnSave(strapi);
    limitTexts(strapi);
    fillSlug(strapi);
    publishThroughOneDoor(strapi);
    guardPublishing(strapi);
    shareLanguages(strapi);
    keepReferences(strapi);
  },

  async bootstrap({ strapi }: Lifecycle) {
    refuseMail(strapi);
    watchMedia(strapi);
    dropInverseWrites(strapi);
    await logId(strapi);
    await rememberEarlier(strapi);
    await ensureLocales(strapi);
    await ensureAdmin(strapi);
    await ensureRoles(strapi);
    await ensureTokens(strapi);
    await ensurePublishHook(strapi);
    await ensureLayout(strapi);
    await keepStatistics(strapi);
    if (environment().seedIfEmpty) await seedIfEmpty(strapi);
    await endTurn();
  },
};
