// The second process of a large build: reads the content, waits for its order, renders its share.
import { contractVersion } from '../code-version.ts';
import { ContentIndex } from '../content/content-index.ts';
import { contentFolder, readStore } from '../content/store.ts';
import { loadEnvFile } from '../environment.ts';
import { makePictures } from '../media/make-pictures.ts';
import type { Picture } from '../media/picture.ts';
import { setBuildInput } from './build-input.ts';
import { openBundle } from './bundle.ts';
import type { HelperOrder, HelperWord } from './helper.ts';
import { PageError } from './page-plan.ts';
import { renderShare } from './render-share.ts';
import { Tree } from './tree.ts';

const say = (word: HelperWord) => void process.send?.(word);
const order = new Promise<HelperOrder>((resolve) => process.once('message', resolve));
// Without the build that asked for help there is nothing left to do.
const leave = () => process.exit(1);
process.once('disconnect', leave);

async function main(): Promise<void> {
  loadEnvFile();
  const [revision, log] = process.argv.slice(2);
  const content = readStore(contentFolder(), contractVersion());
  if (!content || String(content.revision) !== revision || content.log !== log)
    throw new Error('Another process has changed the content during the build. Build again.');
  const pictures = new Map<string, Picture>();
  await makePictures(content.documents, pictures);
  setBuildInput({ entries: new ContentIndex(content.documents, content.revoked).entries, pictures });
  const { bundle, tree, ...share } = await order;
  const { pages } = await openBundle(bundle);
  const rendered = await renderShare(pages, new Tree(tree, true), share, (count) =>
    say({ said: 'progress', rendered: count }),
  );
  say({ said: 'done', pages: rendered });
}

try {
  await main();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  say(
    error instanceof PageError
      ? { said: 'failed', path: error.path, message: String(error.cause) }
      : { said: 'failed', message },
  );
} finally {
  process.off('disconnect', leave);
  if (process.connected) process.disconnect();
}
