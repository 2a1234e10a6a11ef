import type { Core } from '@strapi/strapi';
import {
  type ContentType,
  contracts,
  defaultLocale,
  fieldLabels,
  isLocale,
  localeFacts,
  type Problem,
  typeOfUid,
} from '@samleng/shared';
import { readPublic } from '../publication/feed';
import { inlinePictures } from '../publication/media';
import { toWire, type WireDocument } from '../publication/to-wire';
import { readRows } from '../publication/wire-schema';
import { deadNavigation } from './navigation-targets';
import { problemsOf } from './problems-of';
import { notYet, untranslated } from './ready-for-readers';
import { publishingRefusal } from './refusal';
import { titleOfFields } from './title-of-fields';

interface PublishParams {
  readonly documentId: string;
  readonly locale?: string | string[];
}

/**
 * Lets nothing become public that breaks the contract. The draft is checked first, for answers
 * that name every problem; then what really became public, because publishing itself drops
 * relations to what is not. A refusal undoes the whole transaction.
 */
export function guardPublishing(strapi: Core.Strapi): void {
  strapi.documents.use(async (context, next) => {
    const type = typeOfUid(context.uid);
    if (!type || context.action !== 'publish') return next();
    const { documentId, locale = defaultLocale } = context.params as PublishParams;
    const asked = (language: string) => locale === '*' || [locale].flat().includes(language);

    const all = await readDrafts(strapi, type, documentId);
    const drafts = all.filter((draft) => asked(draft.locale));
    for (const draft of drafts) {
      const problems = await problemsOf(strapi, type, draft);
      // Asked of what is being published alone: what is public already keeps nobody else from it.
      refuseIfAny(draft, [
        ...problems,
        ...untranslated(type, draft, all),
        ...notYet(strapi, draft),
        ...(await deadNavigation(strapi, type, draft)),
      ]);
    }

    const result = await next();

    for (const document of await readPublic(strapi, type, [documentId])) {
      const draft = drafts.find((one) => one.locale === document.locale) ?? drafts[0];
      const problems = await problemsOf(strapi, type, document);
      const foreign = draft?.locale !== document.locale;
      refuseIfAny(
        document,
        problems
          .map((problem) => explainUnpublished(problem, type, document, draft))
          .map((problem) => (foreign ? inItsLanguage(problem, document) : problem)),
      );
    }
    return result;
  });
}

/** The drafts of a document in every language, as the feed would send them. */
export async function readDrafts(
  strapi: Core.Strapi,
  type: ContentType,
  documentId: string,
): Promise<WireDocument[]> {
  const rows = await readRows(strapi, type, [documentId], 'draft');
  return toWire(strapi, type, rows, await inlinePictures(strapi, type, rows));
}

function refuseIfAny(document: WireDocument, problems: readonly Problem[]): void {
  if (problems.length > 0) throw publishingRefusal(titleOfFields(document), problems);
}

/** Publishing drops a reference to what is not public; then the field looks empty, but was not. */
function explainUnpublished(
  problem: Problem,
  type: ContentType,
  document: WireDocument,
  draft: WireDocument | undefined,
): Problem {
  const { references } = contracts[type];
  if (!(String(problem.path[0]) in references)) return problem;
  const dropped = Object.keys(references).find(
    (name) => typeof draft?.[name] === 'string' && document[name] === null,
  );
  const label = dropped && fieldLabels[dropped];
  if (!label) return problem;
  return {
    path: [dropped],
    message: {
      en: `${label.en}: What is chosen here is not published in this language. Publish it first.`,
      km: `${label.km}៖ អ្វីដែលបានជ្រើសនៅទីនេះមិនទាន់ផ្សាយជាភាសានេះទេ។ សូមផ្សាយវាជាមុនសិន។`,
    },
  };
}

/** Says in which language a problem is, when the editor looks at another. */
function inItsLanguage(problem: Problem, { locale }: WireDocument): Problem {
  if (!isLocale(locale)) return problem;
  const { name, ownName } = localeFacts[locale];
  const { en, km } = problem.message;
  return { path: problem.path, message: { en: `(${name}) ${en}`, km: `(${ownName}) ${km}` } };
}
