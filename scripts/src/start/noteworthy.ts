import type { Role } from './roles.ts';

/** What a line says to people: the message of a JSON log line, with its level where that is bad news; else the line itself. */
export function wordsOf(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { message, level } = JSON.parse(line) as { message?: unknown; level?: unknown };
    if (typeof message !== 'string') return line;
    return level === 'error' || level === 'warn' ? `${level}: ${message}` : message;
  } catch {
    return line;
  }
}

/** True, but no news: over plain http on this machine the cookie cannot be a secure one. */
const knownWarning = /admin\.auth\.cookie\.secure/;

/**
 * Tells whether the words of a process are worth the terminal of the person who started it. Site and
 * publisher speak little; Strapi reports every request, of which only warnings and errors are shown.
 */
export function isNoteworthy(role: Role, line: string): boolean {
  if (line.trim() === '') return false;
  if (role !== 'cms') return !/(^| )build: /.test(line);
  if (knownWarning.test(line)) return false;
  return (
    /\b(error|warn)\b\s*:|^\s*(Error|\w+Error):|unhandled|seed|demo content/i.test(line) &&
    !/ http: /.test(line)
  );
}

/** Stack frames, source excerpts with their carets, braces, and Node's own remarks. */
const machinery =
  /^\s+at |^\s*[{}\]]|^\s*\^+\s*$|^\s*(code|errno|syscall):|^(file:|\/)\S+:\d+$|^\t|node:internal|^Node\.js v/;

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /not a database|disk image is malformed|SQLITE_(NOTADB|CORRUPT)/,
    'The database in DATA_DIR/database is damaged. Put back a backup of it, or move it away to begin with an empty one.',
  ],
  [
    /SQLITE_(FULL|IOERR|READONLY|CANTOPEN)|ENOSPC|database or disk is full/,
    'DATA_DIR cannot be written: the disk is full, or the folder is not ours.',
  ],
  [
    /ECONNREFUSED|ENOTFOUND|password authentication failed|database ".*" does not exist/,
    'The database server does not let us in. Check DATABASE_URL, and that PostgreSQL runs.',
  ],
];

/**
 * The part of a process's last lines that tells why it ended, and what to do where we know it.
 * @param lines their words, oldest first.
 */
export function lastWords(lines: readonly string[]): string {
  const words = lines
    .filter((line) => !machinery.test(line))
    .slice(-8)
    .join('\n')
    .trim();
  const remedy = remedies.find(([symptom]) => symptom.test(lines.join('\n')))?.[1];
  return [words, remedy].filter(Boolean).join('\n');
}
