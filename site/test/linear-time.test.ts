import { markdownImages, sourceMarks } from '@samleng/shared';
import { describe, expect, test, vi } from 'vitest';
import { addressesWithin } from '../src/content/bodies.ts';
import { renderMarkdown } from '../src/markdown/render.ts';
import { cut } from '../src/search/cut.ts';
import { toPlainText } from '../src/search/plain-text.ts';
import { repeatable } from './support/hostile-text.ts';
import { timeGrowth } from './support/time-growth.ts';

// It ends in seconds; only what grows faster than its text takes longer.
vi.setConfig({ testTimeout: 300_000 });

const mostGrowth = 4;

const readers: Readonly<Record<string, (markdown: string) => unknown>> = {
  'is rendered': (markdown) => renderMarkdown(markdown, { language: 'en' }),
  'is made plain for the search': toPlainText,
  'is cut for the search': cut,
  'is searched for pictures': markdownImages,
  'is searched for marks of sources': sourceMarks,
  'is searched for addresses': addressesWithin,
};

describe('a text of one piece over and over takes time as it is long, and no more', () => {
  test.each(Object.entries(readers))('when it %s', (_, read) => {
    const slow = repeatable.flatMap((piece) => {
      const growth = timeGrowth(read, piece, mostGrowth);
      return growth > mostGrowth ? [`${JSON.stringify(piece)}: ${growth.toFixed(1)}`] : [];
    });
    expect(slow).toEqual([]);
  });
});
