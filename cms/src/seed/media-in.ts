import { media } from '@samleng/shared';

/** A picture as an example names it. */
export interface Media {
  readonly url: string;
  readonly mime: string;
}

/** Every picture in a value, however deep: those of fields and those listed for Markdown. */
export function mediaIn(value: unknown): Media[] {
  if (Array.isArray(value)) return value.flatMap(mediaIn);
  if (typeof value !== 'object' || value === null) return [];
  const picture = media.safeParse(value);
  return picture.success ? [picture.data] : Object.values(value).flatMap(mediaIn);
}
