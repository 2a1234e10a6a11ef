import { accessSync, constants } from 'node:fs';
import { Failure, messageOf, runCommand, say } from './cli.ts';
import { envLock } from './ensure-built.ts';
import { ensureEnv } from './ensure-env.ts';
import { envFileOf, loadEnvironment, type Environment } from './environment.ts';
import { ensurePrivateFolder } from './files.ts';
import { isRole, roles, runRole } from './start/roles.ts';
import { startAll } from './start/start-all.ts';

const help = `
pnpm start [cms | site | publisher] [options]

Starts Samleng: the CMS, the site and the publisher that rebuilds the site after every publish.
The first start writes .env with random secrets, builds the admin, loads the demo content and builds
the site; it takes a few minutes. Later starts take seconds. Ctrl-C ends everything.

  cms | site | publisher   run one part alone, in the foreground
  --no-demo                leave an empty database empty
  --verbose                show every line of every process
  --help                   this text

Ports and folders come from the environment or .env: CMS_PORT, SITE_PORT, PUBLISHER_PORT, DATA_DIR.
The complete lines of every process are in DATA_DIR/logs.
`;

/** `pnpm start`: everything, or one role. */
await runCommand({
  help,
  positionals: true,
  options: { 'no-demo': { type: 'boolean' }, verbose: { type: 'boolean' } },
  async run(values, [role, ...more]) {
    checkNode();
    if (more.length > 0 || (role !== undefined && !isRole(role)))
      throw new Failure(
        `"${[role, ...more].join(' ')}" is no part of Samleng. Name one of ${roles.join(', ')}, or none.`,
      );
    const file = envFileOf(process.env);
    const done = await ensureEnv(file, process.env, envLock(file));
    if (done === 'written') say(`Wrote ${file} with random secrets, readable by you alone.`);
    if (done === 'completed') say(`Added what was missing to ${file}.`);
    const environment = loadEnvironment();
    checkDataDir(environment);
    const demo = values['no-demo'] !== true;
    if (role) await runRole(role, environment, demo);
    else await startAll(environment, { demo, verbose: values.verbose === true });
    return 0;
  },
});
// Whatever a library left open must not keep an ended command alive.
process.exit();

function checkNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return;
  throw new Failure(
    `This is Node ${process.versions.node}; Samleng needs 22.12 or newer. \`npx pnpm@12 start\` brings its own.`,
  );
}

function checkDataDir({ dataDir }: Environment): void {
  try {
    // Where an operator chose the folder, a group may read it: the web server's, which sends the releases.
    ensurePrivateFolder(dataDir, process.env['DATA_DIR'] ? 0o770 : 0o700);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Failure(
      `The data folder ${dataDir} cannot be written: ${messageOf(error)}. Choose another DATA_DIR.`,
    );
  }
}
