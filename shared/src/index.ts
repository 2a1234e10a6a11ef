// The package's entry: the contract that CMS, site and scripts share.
export * from './assert.ts';
export * from './content-types.ts';
export * from './contract/components.ts';
export * from './contract/contracts.ts';
export { articleKinds } from './contract/article.ts';
export { organisationKinds } from './contract/organisation.ts';
export { programmePhases } from './contract/programme.ts';
export { fieldLabels } from './contract/labels.ts';
export { checkDocument, problem, remedies, type Problem } from './contract/problems.ts';
export * from './feed.ts';
export * from './locales.ts';
export * from './preview-link.ts';
export * from './publish-event.ts';
export * from './publisher-status.ts';
export * from './routes.ts';
export { isSigned, sign, type Purpose } from './signature.ts';
export type * from './renderer-protocol.ts';
