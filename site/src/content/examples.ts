import type { Document } from '@samleng/shared';
import { loadExamples } from '@samleng/shared/examples';

/** Every curated example in the languages it exists in, as a feed would send them. */
export function exampleDocuments(): Document[] {
  return loadExamples().flatMap((example) => example.documents);
}
