import type { Locale } from '@samleng/shared';
import type { Entries } from '../content/entries.ts';
import type { Picture } from '../media/picture.ts';
import type { PagePlan } from './page-plan.ts';

/**
 * What one build shows. The engine pins it for the whole process, because the pages run from a
 * bundle with its own copies of our modules, and because a second process may sync the store while
 * this build is running: all pages of a release show one and the same revision.
 */
export interface BuildInput {
  /** The content as pages of each language see it. */
  readonly entries: Readonly<Record<Locale, Entries>>;
  /** By `pictureKey`. A picture that is not here was never made. */
  readonly pictures: ReadonlyMap<string, Picture>;
  /** Chooses the pages that have changed; a build without it renders all. */
  readonly plan?: PagePlan;
}

const slot = Symbol.for('samleng.build-input');
const shared = globalThis as { [slot]?: BuildInput };

/** Pins what all pages of this process show from now on; undefined ends that. */
export function setBuildInput(input: BuildInput | undefined): void {
  shared[slot] = input;
}

/** What a running build shows; undefined in dev and preview, which read the disk. */
export function buildInput(): BuildInput | undefined {
  return shared[slot];
}
