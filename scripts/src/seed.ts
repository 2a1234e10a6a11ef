import { join } from 'node:path';
import { Failure, runCommand } from './cli.ts';
import { cmsFolder, ensureBuilt, envLock } from './ensure-built.ts';
import { ensureEnv } from './ensure-env.ts';
import { envFileOf, loadEnvironment } from './environment.ts';
import { runForeground } from './foreground.ts';
import { cmsEnvironment } from './start/roles.ts';

const help = `
pnpm seed

Loads the demo content into the CMS's database and publishes it, if that database holds no content
yet. A running CMS may go on running; its publisher puts the content live.
`;

await runCommand({
  help,
  async run() {
    const file = envFileOf(process.env);
    await ensureEnv(file, process.env, envLock(file));
    const environment = loadEnvironment();
    await ensureBuilt({ cms: true, admin: false });
    const program = join(cmsFolder, 'dist/src/seed/cli.js');
    // The program itself decides what an empty database is; the boot must not fill it before.
    const code = await runForeground([program], cmsEnvironment(environment, false), cmsFolder);
    if (code !== 0)
      throw new Failure(
        'The demo content was not loaded. If the lines above do not say why, look at the database.',
      );
    return 0;
  },
});
