import type { Core } from '@strapi/strapi';
import { contentTypes, type ContentType, contracts, type Document, typeNames, uidOf } from '@samleng/shared';
import { type Example, loadExamples } from '@samleng/shared/examples';
import { seedMedia } from './seed-media';
import { toData, toReferences } from './to-data';

export interface SeedReport {
  /** Documents created, each counted once whatever its languages; 0 when the database had content. */
  readonly created: number;
  /** Documents that were there before. */
  readonly present: number;
}

/**
 * Fills a database that holds no document of ours with the demo examples, and publishes them. All
 * or nothing: one transaction, so that a start that fails half-way can simply be repeated.
 * @param report takes one line a type.
 */
export async function seedIfEmpty(
  strapi: Core.Strapi,
  report: (line: string) => void = (line) => strapi.log.info(line),
  examples: () => readonly Example[] = loadExamples,
): Promise<SeedReport> {
  const present = await countDocuments(strapi);
  if (present > 0) return { created: 0, present };
  const demo = examples().filter((example) => example.demo);
  await strapi.db.transaction(async () => {
    const pictures = await seedMedia(strapi, demo);
    // Drafts first: some documents name each other, and none can name what is not there.
    for (const example of demo) await told(example, () => createDrafts(strapi, example, pictures));
    // The order of contentTypes: what others refer to comes first.
    for (const type of contentTypes) {
      const ofType = demo.filter((example) => example.type === type);
      for (const example of ofType) await told(example, () => publish(strapi, example));
      if (ofType.length > 0) report(`Demo content: ${ofType.length} × ${typeNames[type].en.toLowerCase()}`);
    }
  });
  return { created: demo.length, present };
}

async function createDrafts(
  strapi: Core.Strapi,
  { type, documents }: Example,
  pictures: ReadonlyMap<string, { id: number; url: string }>,
): Promise<void> {
  const service = strapi.documents(uidOf(type));
  for (const [index, document] of documents.entries()) {
    const { documentId, locale } = document;
    const data = (await toData(strapi, document, pictures)) as never;
    if (index === 0) await service.create({ data: { ...(data as object), documentId } as never, locale });
    else await service.update({ documentId, locale, data });
  }
}

async function publish(strapi: Core.Strapi, { type, documents }: Example): Promise<void> {
  const service = strapi.documents(uidOf(type));
  for (const document of documents) {
    const { documentId, locale } = document;
    const data = await toReferences(strapi, document, fieldsThatWaited(document));
    if (Object.keys(data).length > 0) await service.update({ documentId, locale, data: data as never });
  }
  const [first] = documents;
  if (first) await service.publish({ documentId: first.documentId, locale: '*' });
}

/** The fields whose documents may have come after this one. */
function fieldsThatWaited({ type }: Document): string[] {
  const rank = (each: ContentType) => contentTypes.indexOf(each);
  return Object.entries(contracts[type].references)
    .filter(([, target]) => rank(target) >= rank(type))
    .map(([field]) => field);
}

/** Names the example that something fails with. */
async function told({ name }: Example, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(`The example ${name} could not be loaded. Correct it in shared/examples.`, {
      cause: error,
    });
  }
}

async function countDocuments(strapi: Core.Strapi): Promise<number> {
  const counts = await Promise.all(
    contentTypes.map((type: ContentType) => strapi.db.query(uidOf(type)).count()),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
