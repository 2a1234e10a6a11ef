import { runCommand, say } from './cli.ts';
import { compiledFolders, ensureBuilt } from './ensure-built.ts';

const help = `
pnpm compile

Makes what \`pnpm start\` makes on its first run, and starts nothing: the contract's types, the admin, the
compiled CMS. For a checkout that is read-only later, and for a machine too small to build the admin:
compile on another one with the same commit and copy the folders that it names. They hold no secrets and
nothing of that machine.
`;

await runCommand({
  help,
  async run() {
    await ensureBuilt({ cms: true, admin: true });
    say('Compiled; to be copied as they are:');
    for (const folder of compiledFolders) say(folder);
    return 0;
  },
});
