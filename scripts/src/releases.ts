import { runCommand, say } from './cli.ts';
import { loadEnvironment } from './environment.ts';
import { ReleaseStore } from './release-store.ts';

const help = `
pnpm releases [--json]

Lists the releases kept in DATA_DIR, newest first: which one is live, the revision of the content it
shows, when it was built and by which version of the code.
`;

await runCommand({
  help,
  options: { json: { type: 'boolean' } },
  async run(values) {
    const { dataDir } = loadEnvironment();
    const releases = new ReleaseStore(dataDir).list();
    if (values.json) say(JSON.stringify(releases, null, 2));
    else if (releases.length === 0)
      say(`No release yet in ${dataDir}. \`pnpm start\` or \`pnpm redeploy\` makes one.`);
    else {
      const width = Math.max(...releases.map(({ id }) => id.length));
      say(`       ${'release'.padEnd(width)}  revision  built                code`);
      for (const { id, live, revision, builtAt, version } of releases)
        say(
          `${live ? 'live →' : '      '} ${id.padEnd(width)}  ${String(revision).padStart(8)}  ` +
            `${builtAt.slice(0, 19).replace('T', ' ')}  ${version}`,
        );
    }
    return 0;
  },
});
