import { bestPart, type Card, type Hit, type Text } from './engine.ts';
import { has } from './passages.ts';
import { firstQuarter, inHead, inTitle } from './postings.ts';
import type { Run } from './terms.ts';

/**
 * The line of a document that says best why it was found.
 * @param text around the hit's best part.
 * @returns undefined when it was found wrongly: the index knows clusters and pairs of them, and a
 * document may have them all without having the words.
 */
export function explanationOf(
  hit: Pick<Hit, 'parts'>,
  { title, pieces }: Card,
  { names, summary, body }: Text,
  runs: readonly Run[],
): string | undefined {
  const part = bestPart(hit.parts);
  const isBody = part >= firstQuarter;
  const lines = isBody ? [...body, summary, names] : [summary, ...body, names];
  // The parts whose words are all at hand.
  const seen = isBody && pieces > 1 ? part : inTitle | inHead | part;
  const isFalse = runs.some((run, at) => {
    const parts = hit.parts[at] ?? 0;
    return (parts & seen) === parts && ![title, ...lines].some((line) => has(line, run));
  });
  if (isFalse) return undefined;
  const counts = lines.map((line) => runs.filter((run) => has(line, run)).length);
  const most = Math.max(...counts);
  return (most > 0 && lines[counts.indexOf(most)]) || summary || body[0] || names;
}
