import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const eslint = new ESLint({ cwd: root });

/** What lint says of a line of code, if it stood in a file. */
async function lint(file: string, code: string): Promise<string> {
  const [result] = await eslint.lintText(code, { filePath: `${root}${file}` });
  return (result?.messages ?? []).map(({ message }) => message).join('\n');
}

describe('Lint refuses a line in the wrong room and says where it belongs', () => {
  it.each([
    ['shared/src/routes.ts', "import 'marked';", 'depends on zod alone'],
    ['cms/src/index.ts', "import '../../site/src/build.ts';", 'put what both need into shared/'],
    ['cms/src/index.ts', "import '@samleng/scripts';", 'nothing imports them'],
    ['scripts/src/start.ts', "import '../../cms/src/index';", 'Ask it over HTTP'],
    ['site/src/build.ts', "import '../../scripts/src/start.ts';", 'nothing imports them'],
    ['site/src/views/card.ts', "import { marked } from 'marked'; marked;", 'Only site/src/markdown'],
    ['site/src/views/card.ts', "import { readFileSync } from 'node:fs'; readFileSync;", 'pure function'],
    [
      'site/src/views/card.ts',
      "import { loadContent } from '../content/store.ts'; loadContent;",
      'pure function',
    ],
    ['site/src/views/card.ts', "await fetch('/');", 'Views and components are pure'],
    [
      'site/src/components/Card.ts',
      "import { loadContent } from '../content/store.ts'; loadContent;",
      'Components show',
    ],
    ['site/src/components/Card.ts', 'export const secret = process.env.CMS_TOKEN;', 'know no environment'],
    ['site/src/content/store.ts', "import sharp from 'sharp'; sharp;", 'Only site/src/media'],
  ])('%s: %s', async (file, code, remedy) => {
    expect(await lint(file, code)).toContain(remedy);
  });

  it('lets each room do its own work', async () => {
    expect(await lint('site/src/markdown/render.ts', "export { Marked } from 'marked';\n")).toBe('');
    expect(await lint('site/src/media/encode.ts', "export { default } from 'sharp';\n")).toBe('');
    expect(await lint('cms/src/index.ts', "export { locales } from '@samleng/shared';\n")).toBe('');
  });
});
