/** The exception filters: what may be wrong, or worth seeing, in a run, whichever statement does it. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { ERRNO } from '../engine/errno';
import { VM_RULES } from '../engine/vm/rules';
import { EVENT } from '../machine/events';
import type { Program } from '../program/form';
import type { StopPlace } from '../timeline/stops';

export interface ExceptionFilter {
  readonly filter: string;
  readonly label: string;
  readonly description: string;
  readonly isDefault?: true;
  /** Must hold, besides what the user wants. */
  readonly condition?: string;
  readonly places: (program: Program) => readonly StopPlace[];
}

const ANY = { kind: 'event', rule: null } as const;

function event(number: number): () => readonly StopPlace[] {
  return () => [{ ...ANY, event: number }];
}

export const EXCEPTION_FILTERS: readonly ExceptionFilter[] = [
  {
    filter: 'expectation',
    label: 'Failed expectations',
    description: 'Stops where a result or an expect is not as the script says.',
    isDefault: true,
    places: () => [{ ...ANY, event: EVENT.expect, a: 0 }],
  },
  {
    filter: 'signal',
    label: 'Signals',
    description: 'Stops when a process gets a signal, expected or not.',
    places: event(EVENT.signal),
  },
  {
    filter: 'error',
    label: 'Calls that return an error',
    description: 'Stops when a call of a process is answered with an error, expected or not.',
    places: () => [{ ...ANY, event: EVENT.reply, failedCall: true }],
  },
  {
    filter: 'memory',
    label: 'Out of memory',
    description: 'Stops when a call fails with ENOMEM, or a page fault finds no frame.',
    places: () => [
      { ...ANY, event: EVENT.reply, failedCall: true, a: -ERRNO.ENOMEM },
      { kind: 'event', event: EVENT.signal, rule: VM_RULES.deniedNoMemory.id },
    ],
  },
  {
    filter: 'invariant',
    label: 'Broken invariants',
    description:
      'Checks all invariants of the VM server before each statement, and stops where one does not hold. Slow.',
    condition: '!sound',
    places: ({ instructions }) => [
      { kind: 'statement', instructions: new Set(instructions.keys()) },
    ],
  },
  {
    filter: 'cow',
    label: 'Copy-on-write',
    description: 'Stops when a page is copied because it is shared.',
    places: event(EVENT.cow),
  },
  {
    filter: 'fault',
    label: 'Page faults',
    description: 'Stops when the MMU raises a page fault.',
    places: event(EVENT.fault),
  },
  {
    filter: 'zero',
    label: 'First touches',
    description: 'Stops when a page of anonymous memory gets its first frame.',
    places: event(EVENT.zero),
  },
  {
    filter: 'split',
    label: 'Splits of regions',
    description: 'Stops when a region becomes two.',
    places: event(EVENT.split),
  },
  {
    filter: 'kill',
    label: 'Killed processes',
    description: 'Stops when a signal ends a process.',
    places: event(EVENT.kill),
  },
];

/** What a client is told of the filters. */
export const FILTER_DESCRIPTIONS: DebugProtocol.ExceptionBreakpointsFilter[] =
  EXCEPTION_FILTERS.map(({ filter, label, description, isDefault }) => ({
    ...{ filter, label, description, default: isDefault === true, supportsCondition: true },
    conditionDescription: 'an expression, as expect takes it: child.faults.cow > 1',
  }));
