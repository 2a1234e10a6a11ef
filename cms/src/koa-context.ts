/** As much of Koa's context as our own routes use; Strapi's types bring Koa's only by accident. */
export interface KoaContext {
  readonly method: string;
  readonly path: string;
  /** The path with its query. */
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  status: number;
  /** The media type of the answer. */
  type: string;
  body: unknown;
  /** A header of the request, "" when it is absent. */
  get(header: string): string;
  /** Sets a header of the answer. */
  set(header: string, value: string): void;
}
