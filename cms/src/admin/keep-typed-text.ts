import { contracts, typeOfUid } from '@samleng/shared';
import { adminApi } from '@strapi/strapi/admin';

/** As much of the content manager's own questions as is changed here. */
interface Definition {
  query?: (question: Question) => Request;
  invalidatesTags?: unknown;
  onQueryStarted?: unknown;
  transformErrorResponse?: unknown;
}

interface Question {
  readonly collectionType: string;
  readonly model: string;
  readonly documentId?: string;
  readonly params?: object;
  readonly data?: Fields;
}

interface Request {
  readonly data?: Fields;
}

type Fields = Readonly<Record<string, unknown>>;
type State = unknown;

/** Strapi's admin has one store; what it holds of a document is what the form was filled with. */
interface Endpoints {
  readonly getDocument?: {
    select(question: Omit<Question, 'data'>): (state: State) => { data?: { data?: Fields } };
  };
}

let getState: (() => State) | undefined;

/** Gives us a look into the admin's store. Register it with `addMiddlewares`. */
export const watchStore = () => (store: { getState: () => State }) => {
  getState = store.getState;
  return (next: (action: unknown) => unknown) => (action: unknown) => next(action);
};

/**
 * Keeps what somebody typed where it is when the server says no, whatever it says. Strapi fills the
 * form anew with what is stored: it writes what was typed into its cache before the answer and takes
 * it out again, asks for the document again after a refusal too, and counts every refusal but one
 * kind as saved, so that the button to save goes grey.
 *
 * It also leaves out what all languages share and nobody touched in this form. A form that stands open
 * for an hour would otherwise put the sources and the address of an hour ago back over newer ones.
 */
export function keepTypedText(): void {
  const change = (definition: Definition | undefined) => {
    // Another Strapi may call it otherwise; a test in the browser tells.
    if (!definition) return;
    const { query, invalidatesTags } = definition;
    definition.onQueryStarted = undefined;
    definition.invalidatesTags = (result: unknown, error: unknown, ...rest: unknown[]) => {
      if (error) return [];
      return typeof invalidatesTags === 'function'
        ? (invalidatesTags(result, error, ...rest) as unknown)
        : (invalidatesTags ?? []);
    };
    definition.transformErrorResponse = toRefusal;
    if (query) definition.query = (question) => withoutUntouched(question, query(question));
  };
  adminApi.enhanceEndpoints({
    endpoints: { updateDocument: change, publishDocument: change } as never,
  });
}

interface Refused {
  readonly details?: unknown;
}

/** Only for an error of this name does the form stay as it is; what it names at fields is shown there. */
function toRefusal(error: Refused): Refused {
  const details = error.details as { errors?: unknown } | null | undefined;
  return {
    ...error,
    name: 'ValidationError',
    ...(!Array.isArray(details?.errors) && { details: { errors: [] } }),
  } as Refused;
}

function withoutUntouched(question: Question, request: Request): Request {
  const { data, ...document } = question;
  const type = typeOfUid(question.model);
  const endpoints = adminApi.endpoints as Endpoints;
  const { documentId: _, ...single } = document;
  const shownAs = (key: typeof single) =>
    getState && endpoints.getDocument?.select(key)(getState()).data?.data;
  // A single type is asked for without its id.
  const shown = shownAs(document) ?? shownAs(single);
  if (!type || !data || !shown || !request.data) return request;
  const untouched = (name: string) =>
    contracts[type].shared.includes(name) && isUntouched(data[name], shown[name]);
  return {
    ...request,
    data: Object.fromEntries(Object.entries(request.data).filter(([name]) => !untouched(name))),
  };
}

/** Tells whether a form sends for a field what it was filled with. */
export function isUntouched(sent: unknown, shown: unknown): boolean {
  if (isRelation(sent)) return sent.connect.length === 0 && sent.disconnect.length === 0;
  return JSON.stringify(plain(sent)) === JSON.stringify(plain(shown));
}

function isRelation(value: unknown): value is { connect: unknown[]; disconnect: unknown[] } {
  return typeof value === 'object' && value !== null && 'connect' in value && 'disconnect' in value;
}

/** The same in whatever order and with whatever marks of its own the form holds it; nothing is nothing. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? value.map(plain) : null;
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'object') return value;
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const kept = plain(inner);
    return name.startsWith('__') || kept === null ? [] : [[name, kept]];
  });
  if (entries.length === 0) return null;
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
