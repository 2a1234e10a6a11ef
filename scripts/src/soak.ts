import { join } from 'node:path';
import { Failure, runCommand } from './cli.ts';
import { ensureBuilt } from './ensure-built.ts';
import { root } from './environment.ts';
import { runForeground } from './foreground.ts';

const help = `
pnpm soak [faults | renderer] [--steps N] [--seed N]

The two random tests of the suite, for as long as you like: what they find in thousands of steps,
hundreds may have missed. Prints the seed, which repeats a run, and what was counted.

  faults     the whole house while it is killed, cut off and out of disk, with readers at full
             speed (1000 steps unless told)
  renderer   the tree that grew against the tree made from nothing, after each step (5000 steps
             unless told)
  --steps N  so many steps
  --seed N   the run that had this seed
`;

const soaks = {
  faults: {
    file: 'scripts/test/fault.site.test.ts',
    steps: 'SAMLENG_FAULT_STEPS',
    seed: 'SAMLENG_FAULT_SEED',
    usual: 1000,
  },
  renderer: {
    file: 'site/test/incremental.site.test.ts',
    steps: 'SAMLENG_STEPS',
    seed: 'SAMLENG_SEED',
    usual: 5000,
  },
} as const;

await runCommand({
  help,
  positionals: true,
  options: { steps: { type: 'string' }, seed: { type: 'string' } },
  async run({ steps, seed }, [name = 'faults', ...more]) {
    if (!isSoak(name) || more.length > 0)
      throw new Failure(`"${[name, ...more].join(' ')}" cannot be soaked. Name faults or renderer.`, 2);
    const soak = soaks[name];
    await ensureBuilt({ cms: name === 'faults', admin: false });
    const env = {
      ...process.env,
      [soak.steps]: toNumber('--steps', steps ?? String(soak.usual)),
      ...(seed !== undefined && { [soak.seed]: toNumber('--seed', seed) }),
    };
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    return runForeground([vitest, 'run', '--project', 'beside', soak.file], env);
  },
});

function isSoak(name: string): name is keyof typeof soaks {
  return name in soaks;
}

function toNumber(option: string, value: string): string {
  if (/^\d+$/.test(value)) return value;
  throw new Failure(`${option} is "${value}". Write a whole number.`, 2);
}
