import type { Localised, Problem } from '@samleng/shared';
import { errors } from '@strapi/utils';

/** How many problems a message names; all of them stand at their fields. */
const named = 3;

/** One sentence in both languages, as editors read it. */
export function inBoth({ en, km }: Localised<string>): string {
  return `${en} / ${km}`;
}

/** The error that tells an editor one thing, at no field. */
export function refusal(message: Localised<string>): Error {
  return new errors.ValidationError(inBoth(message));
}

/** The error that tells an editor why a document cannot be published. */
export function publishingRefusal(title: string, problems: readonly Problem[]): Error {
  return refusalOf(title, { en: 'Cannot be published yet.', km: 'មិនទាន់អាចផ្សាយបានទេ។' }, problems);
}

/** The error that tells an editor why a document was not saved. */
export function savingRefusal(title: string, problems: readonly Problem[]): Error {
  return refusalOf(title, { en: 'Not saved.', km: 'មិនបានរក្សាទុកទេ។' }, problems);
}

/**
 * What a document is called, what it is refused, then the first problems, all of them in one language and
 * then in the other. The details carry the paths of the fields, by which the admin marks them.
 */
function refusalOf(title: string, what: Localised<string>, problems: readonly Problem[]): Error {
  const first = problems.slice(0, named).map((problem) => problem.message);
  const more = problems.length - first.length;
  const en = [what.en, ...first.map((message) => message.en)];
  const km = [what.km, ...first.map((message) => message.km)];
  if (more > 0) {
    en.push(`And ${more} more.`);
    km.push(`និង ${more} ទៀត។`);
  }
  return new errors.ValidationError(`${title} — ${inBoth({ en: en.join(' '), km: km.join(' ') })}`, {
    errors: problems.map((problem) => ({
      name: 'ValidationError',
      path: problem.path.map(String),
      message: inBoth(problem.message),
    })),
  });
}
