import { type Document } from '@samleng/shared';
import { loadExamples } from '@samleng/shared/examples';

/** As many old copies as close two pages of a list. */
const copies = 36;

type SettingsDocument = Extract<Document, { type: 'site-settings' }>;

/**
 * What the site holds when readers' pages are checked: all examples, so that every field shows; the
 * demo's settings with the donation and newsletter of the full ones, since the demo has no provider;
 * and old copies of one short article, so that lists have older pages.
 */
export function readerContent(): Document[] {
  const documents = loadExamples().flatMap((example) => example.documents);
  const full = documents.filter((each) => each.documentId === 'example-site-settings-full');
  const withProviders = (settings: SettingsDocument): SettingsDocument => {
    const { donation, newsletter } = full.find(
      ({ locale }) => locale === settings.locale,
    ) as SettingsDocument;
    return { ...settings, donation, newsletter };
  };
  return documents.flatMap((document): Document[] => {
    if (document.type === 'site-settings')
      return document.documentId.startsWith('demo-') ? [withProviders(document)] : [];
    return document.documentId === copied ? [document, ...copiesOf(document)] : [document];
  });
}

const copied = 'demo-article-op-ed-labour-rights';

function copiesOf(document: Document): Document[] {
  if (document.type !== 'article') return [];
  return Array.from({ length: copies }, (_, index) => ({
    ...document,
    documentId: `older-${String(index + 1).padStart(2, '0')}`,
    slug: `older-${index + 1}`,
    programmes: [],
    title: `${document.title} (${index + 1})`,
    publishedOn: `${2016 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-05`,
  }));
}

/** The content as the CMS's feed sends it: one document a line, by type, documentId and language; a trailer. */
export function feedOf(documents: readonly Document[]): string {
  const trailer = { type: 'trailer', revision: 1, count: documents.length, log: 'readers', settled: true };
  return [...documents, trailer].map((line) => `${JSON.stringify(line)}\n`).join('');
}
