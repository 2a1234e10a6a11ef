import { nameOf, type Row, rows } from '../../src/readers/kinds.ts';
import { toTable } from '../../src/readers/table.ts';

/** What the checks found, page by page. */
export class Scoreboard {
  readonly #columns: readonly string[];
  readonly #cells = new Map<string, string>();

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  /** Notes a figure. */
  put(row: Row, column: string, cell: string): void {
    this.#cells.set(`${nameOf(row)}\n${column}`, cell);
  }

  /**
   * Notes what a check found on a page.
   * @returns the problems with the page's name in front, for the test's own message.
   */
  note(row: Row, column: string, problems: readonly string[]): string[] {
    this.put(row, column, problems.length === 0 ? 'ok' : String(problems.length));
    return problems.map((problem) => `${nameOf(row)} (${row.path}): ${problem}`);
  }

  toString(): string {
    const cell = (row: Row, column: string) => this.#cells.get(`${nameOf(row)}\n${column}`) ?? '–';
    return toTable(
      ['page', ...this.#columns],
      rows.map((row) => [nameOf(row), ...this.#columns.map((column) => cell(row, column))]),
    );
  }
}
