import { readFileSync } from 'node:fs';

/** `npm exec …`, `/usr/bin/pnpm start`, `node …/npm-cli.js …`: whoever runs scripts for a person. */
const runner = /^(\S*\/)?(npm|npx|pnpm|corepack)(\s|$)|\/(npm-cli|npx-cli|pnpm|corepack)\.[cm]?js(\s|$)/;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/**
 * The processes that stand between a person and us: pnpm, the npx that runs it, and their shells.
 * Ended by a signal, npx takes nobody with it; whoever watches this chain notices.
 * @param read how to look a process up; by default in Linux's /proc, elsewhere only our parent is known.
 */
export function wrapperChain(
  self = process.ppid,
  read: (pid: number) => Process | undefined = fromProc,
): number[] {
  const chain: number[] = [];
  let current = read(self);
  while (current && current.pid > 1) {
    const parent = read(current.parent);
    const isShellOfRunner = parent !== undefined && runner.test(parent.command);
    if (!runner.test(current.command) && !isShellOfRunner) break;
    chain.push(current.pid);
    current = parent;
  }
  return chain;
}

function fromProc(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; the parent is the second field after it.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, parent, command };
  } catch {
    return undefined;
  }
}
