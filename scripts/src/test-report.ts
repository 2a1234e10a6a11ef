/** The part of vitest's JSON report that we read. */
interface Report {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly testResults?: readonly {
    readonly status?: string;
    readonly assertionResults?: readonly unknown[];
  }[];
}

/**
 * How many tests passed and failed.
 * A file that could not even be loaded has no tests and counts as one failure, as does a run that
 * ended before it wrote its report.
 */
export function countTests(report: unknown): { passed: number; failed: number } {
  if (typeof report !== 'object' || report === null) return { passed: 0, failed: 1 };
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = report as Report;
  const broken = testResults.filter(
    ({ status, assertionResults = [] }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}
