import { contracts, type Document } from '@samleng/shared';
import type { Content } from '../content/store.ts';
import { pictureKey, type Media, type Role } from './picture.ts';

/** One picture in one role. */
export interface PictureUse {
  readonly key: string;
  readonly media: Media;
  readonly role: Role;
  /** Where it is shown, for messages: `article abc (km), cover`. */
  readonly where: string;
}

/** All pictures that the content shows, each once a role. */
export function usedPictures({ documents }: Content): PictureUse[] {
  const uses = new Map<string, PictureUse>();
  for (const document of documents) {
    for (const { media, role, field } of picturesOf(document)) {
      const key = pictureKey(media, role);
      const where = `${document.type} ${document.documentId} (${document.locale}), ${field}`;
      if (!uses.has(key)) uses.set(key, { key, media, role, where });
    }
  }
  return [...uses.values()];
}

interface FieldPicture {
  readonly media: Media;
  readonly role: Role;
  readonly field: string;
}

function picturesOf(document: Document): FieldPicture[] {
  const found: FieldPicture[] = [];
  if ('cover' in document && document.cover)
    found.push({ media: document.cover.image, role: 'cover', field: 'cover' });
  if ('portrait' in document && document.portrait) {
    found.push({ media: document.portrait.image, role: 'portrait', field: 'portrait' });
  }
  const field = contracts[document.type].markdown.join(', ');
  return [...found, ...document.inlineMedia.map((media): FieldPicture => ({ media, role: 'inline', field }))];
}
