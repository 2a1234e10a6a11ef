import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// A test file's name tells what it costs: .test.ts runs at once, .strapi.test.ts boots the CMS,
// .site.test.ts builds the site, .browser.test.ts drives Chromium.
const slow = ['**/*.strapi.test.ts', '**/*.site.test.ts', '**/*.browser.test.ts'];

// What boots the CMS in this very process, or has Lighthouse look at pages.
const alone = ['**/*.strapi.test.ts', '**/reading.browser.test.ts'];

// The longest, in their order: begun last, one of them would keep one core waiting for the other.
const longest = ['incremental.site', 'fault.site', 'editor-sees.browser', 'whole-house.browser'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return place < 0 ? longest.length : place;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

const everywhere = (patterns: readonly string[]) =>
  patterns.map((pattern) => pattern.replace('**', '{shared,cms,site,scripts}/test/**'));

const patience = { testTimeout: 180_000, hookTimeout: 300_000 };

export default defineConfig({
  test: {
    // Strapi's destroy() removes the process listeners that vitest's forked workers live by.
    pool: 'threads',
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{shared,cms,site,scripts}/test/**/*.test.ts'],
          exclude: slow,
          // Some of these encode pictures or start processes; a busy machine may take its time.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'beside',
          include: everywhere(slow),
          exclude: alone,
          ...patience,
          // Builds and browsers wait a lot: two at a time take two thirds of the time.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: everywhere(alone),
          ...patience,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
