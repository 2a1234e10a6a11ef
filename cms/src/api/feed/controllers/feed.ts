import { Readable } from 'node:stream';
import { feedMediaType } from '@samleng/shared';
import { errors } from '@strapi/utils';
import type { KoaContext } from '../../../koa-context';
import { feedChunks } from '../../../publication/feed';
import { currentRevision, logId } from '../../../publication/log';

export default {
  /** Streams all that is public, or what changed after `since`. */
  async find(ctx: KoaContext) {
    const since = toRevision(ctx.query.since);
    const revision = await currentRevision(strapi);
    const ours = await logId(strapi);
    const foreign = ctx.query.log !== undefined && ctx.query.log !== ours;
    if (foreign || (since !== undefined && since > revision)) {
      ctx.status = 409;
      ctx.body = {
        data: null,
        error: {
          status: 409,
          name: 'ConflictError',
          message: foreign
            ? `This is not the log you know: it is ${ours}. Pull everything, without "since".`
            : `The log ends at ${revision}, before ${since}. Pull everything, without "since".`,
        },
      };
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    ctx.type = feedMediaType;
    // One object a chunk: the next is read from the database only when the last has been sent.
    ctx.body = Readable.from(feedChunks(strapi, since), { objectMode: true, highWaterMark: 1 });
  },
};

function toRevision(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  throw new errors.ValidationError(
    '"since" is no revision. Give the number of the last trailer, or leave it out.',
  );
}
