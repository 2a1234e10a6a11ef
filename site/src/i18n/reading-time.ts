/** How much there is to read: Khmer does not space its words, so its signs are counted instead. */
export interface TextLength {
  /** Code points of the Khmer script. */
  readonly khmer: number;
  /** Words of the Latin script. */
  readonly latin: number;
}

/** Counts what a reader reads in a text; Markdown's own signs count for nothing. */
export function measure(...texts: readonly (string | null)[]): TextLength {
  const text = texts.filter(Boolean).join('\n');
  return {
    khmer: text.match(/\p{Script=Khmer}/gu)?.length ?? 0,
    latin: text.match(/[\p{Script=Latin}\p{Nd}]+(?:[’'.,-][\p{Script=Latin}\p{Nd}]+)*/gu)?.length ?? 0,
  };
}

/** Minutes to read a text: 200 Latin words or 900 Khmer signs (about 160 words) a minute, one at least. */
export function minutesToRead({ khmer, latin }: TextLength): number {
  return Math.max(1, Math.ceil(khmer / 900 + latin / 200));
}
