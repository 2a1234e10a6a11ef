import { isDraftRequest, previewTarget } from '@samleng/shared';
import { errors } from '@strapi/utils';
import { environment } from '../../../environment';
import type { KoaContext } from '../../../koa-context';
import { readPreview } from '../../../preview/read-preview';

const target = previewTarget.omit({ expires: true });

export default {
  /** Answers one version of one document, drafts included, to who holds the publish secret. */
  async findOne(ctx: KoaContext) {
    const asked = target.safeParse({ ...ctx.params, locale: ctx.query.locale, status: ctx.query.status });
    const { publishSecret } = environment();
    const headers = {
      'x-samleng-timestamp': ctx.get('x-samleng-timestamp'),
      'x-samleng-signature': ctx.get('x-samleng-signature'),
    };
    if (!asked.success || !publishSecret || !(await isDraftRequest(publishSecret, asked.data, headers))) {
      throw new errors.ForbiddenError('Only the site, with the publish secret, can read drafts.');
    }
    const preview = await readPreview(strapi, asked.data);
    if (!preview) throw new errors.NotFoundError('There is no such document in this language.');
    ctx.set('Cache-Control', 'no-store');
    ctx.body = preview;
  },
};
