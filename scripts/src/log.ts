import { messageOf, say } from './cli.ts';
import { redact } from './redact.ts';

/**
 * Writes one event of a long-running process.
 * @param line for people; may be of several lines.
 * @param fields for machines, shown with LOG_FORMAT=json alone. `revision` is the number of the
 *   publication: the same from the editor's click to the switch, in every process's log.
 */
export type Log = (line: string, fields?: Readonly<Record<string, unknown>>) => void;

export const logFormats = ['text', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];

interface Options {
  /** LOG_FORMAT unless told. */
  readonly format?: LogFormat;
  /** Gets the finished line; standard output unless told. */
  readonly write?: (line: string) => void;
}

/**
 * The log of a role. As text `12:03:01 line` (the start command adds the role's name in front), as
 * JSON one object a line: `time`, `role`, `message`, then the fields. Secrets are put out in both.
 */
export function createLog(role = 'samleng', { format = logFormat(), write = say }: Options = {}): Log {
  if (format === 'json') return (line, fields) => write(toJsonLine(role, line, fields));
  return (line) => write(redact(`${new Date().toTimeString().slice(0, 8)} ${line}`));
}

/** The format that the environment asks for; what is no format is refused when the environment is read. */
export function logFormat(values: Readonly<Record<string, string | undefined>> = process.env): LogFormat {
  return values['LOG_FORMAT'] === 'json' ? 'json' : 'text';
}

/** One JSON line of the log. Never throws: an event that cannot be written must not end what happened. */
export function toJsonLine(role: string, message: string, fields: Readonly<Record<string, unknown>> = {}) {
  const own = { time: new Date().toISOString(), role, message };
  try {
    // Twice, so that the three stand first and no field takes their place.
    return JSON.stringify({ ...own, ...fields, ...own }, toPlain);
  } catch {
    return JSON.stringify({ ...own, fields: 'cannot be written as JSON' }, toPlain);
  }
}

/** Seconds since a moment, for people: `6.1 s`. */
export function since(startedAt: number, now = Date.now()): string {
  return `${((now - startedAt) / 1000).toFixed(1)} s`;
}

function toPlain(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (value instanceof Error) return redact(messageOf(value));
  return typeof value === 'bigint' ? String(value) : value;
}
