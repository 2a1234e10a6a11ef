import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeExit, startNode } from './child.ts';
import { runCommand, say } from './cli.ts';
import { ensureBuilt } from './ensure-built.ts';
import { root } from './environment.ts';
import { readJson } from './files.ts';
import { since } from './log.ts';

const help = `
pnpm check [--fix]

Lint, types of every package, Astro's own check, and format. Everything runs even when something
fails; the summary says what did.

  --fix   lets lint and format mend what they can
`;

interface Check {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

const at = (...parts: string[]) => join(root, ...parts);
const tsc = at('node_modules/typescript/bin/tsc');

function checksOf(fix: boolean): Check[] {
  const types = (name: string, project: string): Check => ({
    name: `types of ${name}`,
    args: [tsc, '-p', at(project), '--noEmit'],
  });
  // The admin runs in a browser and the tests of some rooms stand outside their program.
  const projects = [
    'shared',
    'cms',
    'cms/src/admin',
    'cms/test',
    'scripts',
    'scripts/test/readers/in-page',
  ].filter((project) => existsSync(at(project, 'tsconfig.json')));
  return [
    { name: 'lint', args: [at('node_modules/eslint/bin/eslint.js'), '.', ...(fix ? ['--fix'] : [])] },
    ...projects.map((project) => types(project, project)),
    // Not `astro check`: where its package is missing that asks whether to install it, and counts as passed.
    { name: 'types that Astro writes', args: [programOf('site', 'astro'), 'sync'], cwd: at('site') },
    {
      name: 'types of site',
      args: [programOf('site', '@astrojs/check', 'astro-check'), '--minimumFailingSeverity', 'warning'],
      cwd: at('site'),
    },
    {
      name: 'format',
      args: [at('node_modules/prettier/bin/prettier.cjs'), fix ? '--write' : '--check', '.'],
    },
  ];
}

/** The file behind a command of a package that a room depends on. */
function programOf(room: string, name: string, command = name): string {
  const manifest = at(room, 'node_modules', name, 'package.json');
  const { bin = {} } = (readJson(manifest) ?? {}) as { bin?: Record<string, string> };
  return join(manifest, '..', bin[command] ?? 'missing');
}

async function run({
  name,
  args,
  cwd = root,
}: Check): Promise<{ name: string; ok: boolean; seconds: string }> {
  const startedAt = Date.now();
  const lines: string[] = [];
  const child = startNode({
    args,
    cwd,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ASTRO_TELEMETRY_DISABLED: '1' },
    onLine: (line) => lines.push(line),
  });
  const exit = await child.exit;
  const ok = exit.code === 0;
  if (!ok) say(`\n— ${name} ended ${describeExit(exit)}\n${lines.join('\n')}`);
  return { name, ok, seconds: since(startedAt) };
}

await runCommand({
  help,
  options: { fix: { type: 'boolean' } },
  async run(values) {
    await ensureBuilt({ cms: false, admin: false });
    const results = [];
    for (const check of checksOf(values.fix === true)) {
      say(`Checking ${check.name} …`);
      results.push(await run(check));
    }
    say();
    for (const { name, ok, seconds } of results) say(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds})`);
    return results.every(({ ok }) => ok) ? 0 : 1;
  },
});
