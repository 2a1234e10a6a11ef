import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds between two looks. */
const interval = 50;

/**
 * Watches how much memory a process and everything it started hold together: the largest sum of
 * their resident sets, from /proc. Pages that they share count once for each.
 * @returns stops watching and tells the peak in MB (10^6 bytes).
 */
export function watchPeakMemory(pid: number): () => number {
  let peak = 0;
  const look = () => (peak = Math.max(peak, residentKb(pid)));
  const timer = setInterval(look, interval);
  look();
  return () => {
    clearInterval(timer);
    return (peak * 1024) / 1e6;
  };
}

function residentKb(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // After the name, which may hold spaces and brackets: state, parent.
    const parent = read(`/proc/${name}/stat`).split(') ').at(-1)?.split(' ')[1];
    if (parent) parents.set(Number(name), Number(parent));
  }
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === root || isOurs(parents.get(pid)));
  let sum = 0;
  for (const pid of parents.keys()) {
    if (isOurs(pid)) sum += Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  }
  return sum;
}

/** A process may end between two lines of ours. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
