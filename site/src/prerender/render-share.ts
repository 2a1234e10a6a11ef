import { type PageTask, type Pages } from './pages.ts';
import type { Tree } from './tree.ts';

/** Which of all pages one process renders: every `of`-th, from number `share` on. */
export interface Share {
  readonly share: number;
  readonly of: number;
}

/**
 * Renders its share of all pages into a tree.
 * @param onProgress told every so many pages how many are done.
 * @returns how many pages it rendered.
 */
export async function renderShare(
  pages: Pages,
  tree: Tree,
  { share, of }: Share,
  onProgress: (rendered: number) => void = () => undefined,
): Promise<number> {
  const tasks = (await pages.list()).filter((_, index) => index % of === share);
  let rendered = 0;
  for (const task of tasks) {
    tree.write(task.file, await pages.render(task));
    rendered += 1;
    if (rendered % 250 === 0) onProgress(rendered);
  }
  return tasks.filter(isPage).length;
}

function isPage({ file }: PageTask): boolean {
  return file.endsWith('.html');
}
