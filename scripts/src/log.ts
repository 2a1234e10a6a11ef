import { say } from './cli.ts';

/** Writes one line of a long-running process, with the time of day. */
export type Log = (line: string) => void;

/** The log of a role: `12:03:01 line`. The start command adds the role's name in front. */
export function createLog(): Log {
  return (line) => say(`${new Date().toTimeString().slice(0, 8)} ${line}`);
}

/** Seconds since a moment, for people: `6.1 s`. */
export function since(startedAt: number, now = Date.now()): string {
  return `${((now - startedAt) / 1000).toFixed(1)} s`;
}
