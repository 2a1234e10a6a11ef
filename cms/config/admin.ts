import { previewHandler } from '../src/preview/preview-handler';
import { environment } from '../src/environment';

export default () => {
  const { cmsUrl, siteUrl } = environment();
  const env = process.env;
  return {
    auth: {
      secret: env.ADMIN_JWT_SECRET,
      // A secure cookie cannot be set over plain http, which is how a CMS on this machine is reached.
      cookie: { secure: cmsUrl.startsWith('https:') },
    },
    apiToken: { salt: env.API_TOKEN_SALT },
    transfer: { token: { salt: env.TRANSFER_TOKEN_SALT } },
    secrets: { encryptionKey: env.ENCRYPTION_KEY },
    flags: { nps: false, promoteEE: false },
    // Ours counts what failed, by account and by address (src/accounts).
    rateLimit: { enabled: false },
    autoOpen: false,
    ai: { enabled: false },
    preview: { enabled: true, config: { allowedOrigins: [siteUrl], handler: previewHandler } },
  };
};
