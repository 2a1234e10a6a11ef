import { loadExamples } from '@samleng/shared/examples';

/** The pictures that the examples show, each once. */
export const exampleMedia = picturesIn(loadExamples().flatMap(({ documents }) => documents));

interface Media {
  readonly url: string;
  readonly version: string;
}

function picturesIn(value: unknown): readonly Media[] {
  const found = new Map<string, Media>();
  JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'object' && part !== null && 'mime' in part && 'url' in part)
      found.set((part as { url: string }).url, part as unknown as Media);
    return part;
  });
  return [...found.values()].sort((a, b) => (a.url < b.url ? -1 : 1));
}
