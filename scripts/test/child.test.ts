import { describe, expect, it, vi } from 'vitest';
import { startNode } from '../src/child.ts';
import { until } from './room/workshop.ts';

// Real processes and servers: a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000 });

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('A process that we start', () => {
  it('gives its lines without colours and its exit code', async () => {
    const lines: string[] = [];
    const child = startNode({
      args: [
        '-e',
        String.raw`console.log('\x1b[31mred\x1b[0m'); console.error('no end'); process.exitCode = 3`,
      ],
      onLine: (line, stream) => lines.push(`${stream} ${line}`),
    });
    expect(await child.exit).toEqual({ code: 3, signal: null });
    expect(lines.sort()).toEqual(['stderr no end', 'stdout red']);
  });

  it('ends with all that it started itself, even when both will not', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`;
    const pids: number[] = [];
    const child = startNode({
      args: [
        '-e',
        `${stubborn} const c = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}]); console.log(c.pid);`,
      ],
      onLine: (line) => pids.push(Number(line)),
    });
    await until('its own child runs', () => pids.length === 1);
    await child.stop(200);
    await until('nothing is left', () => ![child.pid, ...pids].some(isAlive));
  });

  it('ends when we are killed and cannot tell it to', async () => {
    const childModule = new URL('../src/child.ts', import.meta.url).href;
    const pids: number[] = [];
    const parent = startNode({
      args: [
        '--input-type=module',
        '-e',
        `import { startNode } from '${childModule}'; console.log(startNode({ args: ['-e', 'setInterval(() => {}, 1000)'] }).pid); setInterval(() => {}, 1000);`,
      ],
      onLine: (line) => pids.push(Number(line)),
    });
    await until('its child runs', () => pids.length === 1 && isAlive(pids[0] ?? 0));
    process.kill(parent.pid, 'SIGKILL');
    await until('its child has followed', () => !isAlive(pids[0] ?? 0));
  });
});
