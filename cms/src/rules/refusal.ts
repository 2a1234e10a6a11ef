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

/**
 * The error that tells an editor why a document cannot be published. Its details carry the paths
 * of the fields, by which the admin marks them.
 */
export function publishingRefusal(title: string, problems: readonly Problem[]): Error {
  const opening = inBoth({
    en: `“${title}” cannot be published yet.`,
    km: `«${title}» មិនទាន់អាចផ្សាយបានទេ។`,
  });
  const more = problems.length - named;
  const parts = problems.slice(0, named).map((problem) => inBoth(problem.message));
  if (more > 0) parts.push(inBoth({ en: `And ${more} more.`, km: `និង ${more} ទៀត។` }));
  return new errors.ValidationError([opening, ...parts].join(' — '), {
    errors: problems.map((problem) => ({
      name: 'ValidationError',
      path: problem.path.map(String),
      message: inBoth(problem.message),
    })),
  });
}
