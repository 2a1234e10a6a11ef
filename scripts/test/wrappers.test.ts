import { expect, it } from 'vitest';
import { wrapperChain } from '../src/start/wrappers.ts';

const processes =
  (...list: [pid: number, parent: number, command: string][]) =>
  (pid: number) => {
    const found = list.find(([id]) => id === pid);
    return found && { pid, parent: found[1], command: found[2] };
  };

it('The chain above us reaches from our shell to the npx that a person called, and no further', () => {
  const read = processes(
    [50, 40, "sh -c trap '' INT; node scripts/src/start.ts"],
    [40, 30, '/root/.npm/_npx/1/pnpm start'],
    [30, 20, "sh -c 'pnpm' start"],
    [20, 10, 'npm exec pnpm@12 start'],
    [10, 1, 'bash -c npx pnpm@12 start &'],
  );
  expect(wrapperChain(50, read)).toEqual([50, 40, 30, 20]);
});

it('Nobody stands above a start without pnpm', () => {
  expect(wrapperChain(10, processes([10, 1, '-bash']))).toEqual([]);
  expect(wrapperChain(1, processes([1, 0, 'systemd']))).toEqual([]);
});
