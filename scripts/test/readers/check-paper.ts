import { inflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type { Row } from '../../src/readers/kinds.ts';
import { probe, putProbe } from './probe.ts';

/** More sheets than the longest page of the examples needs. */
const mostSheets = 14;

/** Prints the page that is open now: no menus, addresses after links, a QR code, black on white, a whole PDF. */
export async function checkPaper(page: Page, row: Row): Promise<string[]> {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await putProbe(page);
  const problems = await probe(page, `printed(${Boolean(row.bilingual ?? row.tool)}, ${row.piece ?? false})`);
  const { sheets, words } = inspect(await page.pdf({ format: 'A4' }));
  await page.emulateMedia({ media: null, colorScheme: null });
  if (sheets < 1 || sheets > mostSheets) problems.push(`the PDF has ${sheets} pages`);
  if (words < 5) problems.push(`the PDF shows ${words} runs of text`);
  return problems;
}

/** How many pages a PDF has, and how often it shows text. */
function inspect(pdf: Buffer): { sheets: number; words: number } {
  const text = pdf.toString('latin1');
  const sheets = text.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
  let words = 0;
  for (const { index } of text.matchAll(/stream\r?\n/g)) {
    const from = index + (text[index + 6] === '\r' ? 8 : 7);
    const content = inflate(pdf.subarray(from, text.indexOf('endstream', from)));
    words += content.match(/\bT[jJ]\b/g)?.length ?? 0;
  }
  return { sheets, words };
}

/** Fonts and pictures are packed otherwise, and of no interest. */
function inflate(bytes: Buffer): string {
  try {
    return inflateSync(bytes).toString('latin1');
  } catch {
    return '';
  }
}
