import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, runCommand, say } from './cli.ts';
import { loadEnvironment } from './environment.ts';
import { compareTree, DigestBook, isAsMade, tellComparison } from './release-digests.ts';
import { ReleaseStore } from './release-store.ts';

const help = `
pnpm verify [--json]

Compares every file that readers get with the digest that it was made with, and names what differs:
files with other bytes, missing ones, and those that the publisher did not put there. Changes nothing.
Exit code 1 when something differs, 75 when the digests of the live release are not known yet.

A running publisher looks by itself, every hour, and makes anew what is damaged; \`pnpm redeploy\` does at once.

  --json    for programs
`;

/** So often a release is looked for whose digests are not known yet. */
const patience = 6;

await runCommand({
  help,
  options: { json: { type: 'boolean' } },
  async run({ json }) {
    const { dataDir } = loadEnvironment();
    const store = new ReleaseStore(dataDir);
    const book = new DigestBook(dataDir);
    for (let looks = 0; ; looks += 1) {
      const live = store.live();
      if (!live)
        throw new Failure(`No release yet in ${dataDir}. \`pnpm start\` or \`pnpm redeploy\` makes one.`);
      const digests = book.read(live.id);
      const found = digests && (await compareTree(join(store.folder, live.id), digests));
      // Something was published meanwhile.
      if (store.live()?.id !== live.id) continue;
      if (!found && looks < patience) {
        // It may be live only since a moment.
        await sleep(500);
        continue;
      }
      if (!found)
        throw new Failure(
          `It is not known with which digests ${live.id} was made. A running publisher notes those of a release within the hour; \`pnpm redeploy\` makes one that has them.`,
          75,
        );
      if (json) say(JSON.stringify({ release: live.id, ...found }, null, 2));
      if (isAsMade(found)) {
        if (!json) say(`${live.id}: all ${found.files} files are as they were made.`);
        return 0;
      }
      if (json) return 1;
      const lines = tellComparison(found);
      throw new Failure(
        `${live.id} is not as it was made:\n${lines.join('\n')}\n\`pnpm redeploy\` makes it anew.`,
      );
    }
  },
});
