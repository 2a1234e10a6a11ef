import { Readable } from 'node:stream';
import { feedMediaType } from '@samleng/shared';
import { errors } from '@strapi/utils';
import type { KoaContext } from '../../../koa-context';
import { feedChunks } from '../../../publication/feed';
import { checkPassed, currentRevision, logId } from '../../../publication/log';

export default {
  /** Streams all that is public, or what changed after `since`. */
  async find(ctx: KoaContext) {
    const since = toRevision(ctx.query.since);
    const log = textOf(ctx.query.log);
    if (!(await checkPassed(strapi, { revision: since ?? 0, log, mark: textOf(ctx.query.mark) }))) {
      const ours = await logId(strapi);
      ctx.status = 409;
      ctx.body = {
        data: null,
        error: {
          status: 409,
          name: 'ConflictError',
          message:
            log !== undefined && log !== ours
              ? `This is not the log you know: it is ${ours}. Pull everything, without "since".`
              : `The log ends at ${await currentRevision(strapi)}, before ${since}. Pull everything, without "since".`,
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

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
