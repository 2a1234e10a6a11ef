import { Failure, runCommand, say } from './cli.ts';
import { loadEnvironment, type Environment } from './environment.ts';
import { askRollback, askRollbackEnd } from './publisher/ask.ts';
import { publisherLock } from './publisher/local-target.ts';
import { endRollback, rollBack, tellRollback } from './release-rollback.ts';
import { ReleaseStore } from './release-store.ts';

const help = `
pnpm rollback [id] [--end]

Shows readers an older release at once, and keeps it live whatever is published meanwhile.

  id      which release, as \`pnpm releases\` names it. Unless told the last one before the live one
          with another revision or code, passing over those that were rolled back from
  --end   lets publishing go on: what was published meanwhile goes live
`;

await runCommand({
  help,
  options: { end: { type: 'boolean' } },
  positionals: true,
  async run(values, positionals) {
    const environment = loadEnvironment();
    if (environment.github)
      throw new Failure(
        'With PUBLISH_TARGET=github no releases are kept here. Run the workflow of an earlier commit instead.',
      );
    if (positionals.length > (values.end ? 0 : 1))
      throw new Failure('Give at most one release, and none with --end.', 2);
    const [id] = positionals;
    const answer = values.end ? await askRollbackEnd(environment) : await askRollback(environment, id);
    say(answer ?? here(environment, (dataDir) => (values.end ? end(dataDir) : begin(dataDir, id))));
    return 0;
  },
});

function begin(dataDir: string, id: string | undefined): string {
  return tellRollback(rollBack(new ReleaseStore(dataDir), dataDir, id));
}

function end(dataDir: string): string {
  return endRollback(dataDir)
    ? 'Publishing goes on as soon as a publisher runs: `pnpm start`, or `pnpm redeploy` now.'
    : 'Nothing was rolled back.';
}

/** Does it without a publisher, which must not start meanwhile. */
function here({ dataDir, publisherUrl }: Environment, work: (dataDir: string) => string): string {
  const lock = publisherLock(dataDir);
  if (!lock)
    throw new Failure(
      `A publisher works on ${dataDir}, but not at ${publisherUrl}. Set PUBLISHER_PORT to its port.`,
    );
  try {
    return work(dataDir);
  } finally {
    lock.release();
  }
}
