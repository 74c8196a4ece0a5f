/** A debug session as a person has it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench';

let workbench: Workbench;

beforeAll(async () => {
  // Tall enough for the call stack: VS Code draws only the frames that fit.
  workbench = await Workbench.start({ height: 1500 });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await workbench.screenshot(`out/e2e/${task.name}.png`);
});

afterAll(() => workbench.close());

/** The fork, and the child's first store, which copies a page. */
const FORK = 21;
const STORE = 29;

/** The functions on the way from a store to the copy; all others are stepped out of again. */
const WAY =
  /^(child: store|storeBytes|userAccess|pageFault|runServers?|serve|vmMain|doPagefaults|handlePagefault|mapPf|anonPagefault|memCow)/;

describe('cow.vms', () => {
  it('stops at a breakpoint, steps into memCow and out again, and back to the breakpoint', async () => {
    await workbench.openFile('cow.vms');
    await workbench.toggleBreakpoint(FORK);
    await workbench.page.keyboard.press('F5');
    await workbench.stopsAt(new RegExp(`cow\\.vms${FORK}:`));
    let top = '';
    for (let steps = 0; steps < 10 && !top.includes(`cow.vms${STORE}:`); steps++) {
      top = await workbench.step('Step Over');
    }
    expect(top).toContain('child: store');
    for (let steps = 0; steps < 200 && !top.startsWith('memCow'); steps++) {
      top = await workbench.step(WAY.test(top) ? 'Step Into' : 'Step Out');
    }
    await workbench.stackShows([/^memCow/, /^anonPagefault/, /^mapPf/, /^handlePagefault/]);
    top = await workbench.step('Step Out');
    expect(top).toMatch(/^anonPagefault/);
    await workbench.debugButton('Reverse');
    await workbench.stopsAt(new RegExp(`cow\\.vms${FORK}:`));
  });
});
