import { defineConfig } from 'vitest/config';

// A test file's name tells what it costs: .test.ts runs at once, .strapi.test.ts boots the CMS,
// .site.test.ts builds the site, .browser.test.ts drives Chromium.
const slow = ['**/*.strapi.test.ts', '**/*.site.test.ts', '**/*.browser.test.ts'];

export default defineConfig({
  test: {
    // Strapi's destroy() removes the process listeners that vitest's forked workers live by.
    pool: 'threads',
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
          name: 'whole',
          include: slow.map((pattern) => pattern.replace('**', '{shared,cms,site,scripts}/test/**')),
          testTimeout: 180_000,
          hookTimeout: 300_000,
          // Two cores: booted systems beside each other only time each other out.
          fileParallelism: false,
        },
      },
    ],
  },
});
