import { contracts, type Document } from '@samleng/shared';
import { nameOfVersion } from '../content/quarantine.ts';
import { pictureKey, type Media, type Role } from './picture.ts';

/** One picture in one role. */
export interface PictureUse {
  readonly key: string;
  readonly media: Media;
  readonly role: Role;
  /** Where it is shown, for messages: `article abc (km), cover`. */
  readonly where: string;
  /** The versions that show it, by name. */
  readonly versions: string[];
}

/** All pictures that some documents show, each once a role. */
export function usedPictures(documents: readonly Document[]): PictureUse[] {
  const uses = new Map<string, PictureUse>();
  for (const document of documents) {
    for (const { media, role, field } of picturesOf(document)) {
      const key = pictureKey(media, role);
      const where = `${document.type} ${document.documentId} (${document.locale}), ${field}`;
      const use = uses.get(key) ?? { key, media, role, where, versions: [] };
      uses.set(key, use);
      use.versions.push(nameOfVersion(document));
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
