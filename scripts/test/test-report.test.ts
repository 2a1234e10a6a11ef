import { expect, it } from 'vitest';
import { countTests } from '../src/test-report.ts';

it('A file that cannot be loaded and a run without a report count as failures', () => {
  const loaded = { status: 'failed', assertionResults: [{}, {}] };
  const broken = { status: 'failed', assertionResults: [] };
  expect(countTests({ numPassedTests: 4, numFailedTests: 1, testResults: [loaded, broken] })).toEqual({
    passed: 4,
    failed: 2,
  });
  expect(countTests(undefined)).toEqual({ passed: 0, failed: 1 });
});
