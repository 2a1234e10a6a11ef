import type { Role } from './roles.ts';

/**
 * Tells whether a line of a process is worth the terminal of the person who started it. Site and
 * publisher speak little; Strapi reports every request, of which only warnings and errors are shown.
 */
export function isNoteworthy(role: Role, line: string): boolean {
  if (line.trim() === '') return false;
  if (role !== 'cms') return !/ build: /.test(line);
  return (
    /\b(error|warn)\b\s*:|^\s*(Error|\w+Error):|unhandled|seed|demo content/i.test(line) &&
    !/ http: /.test(line)
  );
}

/**
 * The part of a process's last lines that tells why it ended, without stack frames.
 * @param lines as printed, oldest first.
 */
export function lastWords(lines: readonly string[]): string {
  const words = lines.filter((line) => !/^\s+at |^\s*[{}\]]|node:internal|^Node\.js v/.test(line));
  return words.slice(-8).join('\n').trim();
}
