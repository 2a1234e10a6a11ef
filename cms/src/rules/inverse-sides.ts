import type { Core } from '@strapi/strapi';
import { contentTypes, fieldLabels, typeNames, typeOfUid, uidOf } from '@samleng/shared';
import { attributesOf } from '../publication/wire-schema';
import { refusal } from './refusal';

/**
 * A relation is written where its owner is edited, and nowhere else: a change from the other side
 * would change a public document without publishing it. Empty changes, as forms send them, are dropped.
 */
export function refuseInverseWrites(strapi: Core.Strapi): void {
  strapi.documents.use((context, next) => {
    const type = typeOfUid(context.uid);
    const { data } = context.params as { data?: Record<string, unknown> };
    if (!type || !data || !['create', 'update', 'clone'].includes(context.action)) return next();
    for (const [name, { mappedBy, target }] of Object.entries(attributesOf(strapi, context.uid))) {
      if (!mappedBy || !(name in data)) continue;
      if (!isEmptyChange(data[name])) {
        const owner = typeNames[typeOfUid(target ?? '') ?? type];
        const field = fieldLabels[mappedBy] ?? { en: mappedBy, km: mappedBy };
        throw refusal({
          en: `“${name}” is shown here, but edited elsewhere. Open the ${owner.en.toLowerCase()} and change “${field.en}” there.`,
          km: `«${name}» បង្ហាញនៅទីនេះ តែកែនៅកន្លែងផ្សេង។ សូមបើក${owner.km} ហើយកែ «${field.km}» នៅទីនោះ។`,
        });
      }
      Reflect.deleteProperty(data, name);
    }
    return next();
  });
}

/**
 * Strapi itself writes from the other side as well, whenever it makes a row of a document anew: to
 * publish, to discard a draft, to clone. It takes who names the document from rows of the other
 * status, so that drafts would become public and the other way round. What belongs there is written
 * by `keepReferences`.
 */
export function dropInverseWrites(strapi: Core.Strapi): void {
  const drop = ({ model, params }: { model: { uid: string }; params: { data?: unknown } }) => {
    const data = params.data as Record<string, unknown> | undefined;
    for (const [name, { mappedBy }] of Object.entries(attributesOf(strapi, model.uid)))
      if (data && mappedBy) Reflect.deleteProperty(data, name);
  };
  const models = contentTypes.map((type) => uidOf(type) as string);
  strapi.db.lifecycles.subscribe({ models, beforeCreate: drop, beforeUpdate: drop });
}

function isEmptyChange(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const lists = Object.values(value);
  return !('set' in value) && lists.every((list) => Array.isArray(list) && list.length === 0);
}
