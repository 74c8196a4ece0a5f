/** System calls and faults through kernel and VM server, in the plain build. */
import { trap } from '../../src/engine/kernel/trap';
import { PM_EXIT, PM_FORK, PM_WAIT4 } from '../../src/engine/messages';
import { findByPid } from '../../src/engine/pm/mproc';
import { PM } from '../../src/engine/processNumbers';
import { mmap, mprotect, munmap, storeByte } from '../engine/memoryCalls';
import { machineWith, spawned } from '../engine/testMachine';
import { line, nanoseconds, perSecond } from './measure';

const COUNT = 50_000;
const PAGE = 4096;

export function serverBench(): void {
  const machine = machineWith({ configuration: { memory: 64 * 1024 * 1024 } });
  const process = spawned(machine);
  for (let i = 0; i < 30; i++) mmap(machine, process, 0, 2 * PAGE, i % 2 === 0 ? 1 : 3);
  const show = (what: string, count: number, run: () => void): void => {
    const { median, text } = nanoseconds(count, run);
    line(what, `${text}, ${perSecond(median)}`);
  };
  show('mmap + munmap of a page, 30 regions', COUNT, () => {
    for (let i = 0; i < COUNT; i++) munmap(machine, process, mmap(machine, process, 0, PAGE), PAGE);
  });
  show('mmap + first touch + munmap', COUNT, () => {
    for (let i = 0; i < COUNT; i++) {
      const at = mmap(machine, process, 0, PAGE);
      storeByte(machine, process, at, 1);
      munmap(machine, process, at, PAGE);
    }
  });
  const middle = mmap(machine, process, 0, 3 * PAGE) + PAGE;
  storeByte(machine, process, middle, 1);
  show('mprotect pair: split and merge', COUNT, () => {
    for (let i = 0; i < COUNT; i++) {
      mprotect(machine, process, middle, PAGE, 1);
      mprotect(machine, process, middle, PAGE, 3);
    }
  });
  const pages = mmap(machine, process, 0, 1000 * PAGE);
  for (let i = 0; i < 1000; i++) storeByte(machine, process, pages + i * PAGE, 1);
  show('fork + exit + wait4, 1,000 touched pages', 20, () => {
    for (let i = 0; i < 20; i++) {
      const { messages, processes } = machine;
      messages.flags.set(process, 0);
      messages.wishPid.set(process, 0);
      trap(machine, process, PM, PM_FORK);
      const child = findByPid(machine, processes.result.get(process));
      messages.flags.set(child, 0);
      trap(machine, child, PM, PM_EXIT);
      messages.endpoint.set(process, -1);
      messages.flags.set(process, 0);
      trap(machine, process, PM, PM_WAIT4);
    }
  });
}
