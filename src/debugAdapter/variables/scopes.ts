/** The scopes of a stack frame: where each begins the tree of what is shown. Only looks. */
import { processValue } from '../../program/value';
import { functionLine } from '../../timeline/builds';
import type { Frame } from '../../timeline/stack';
import { argumentNode } from './argumentNodes';
import { pageTableNode } from './pageTableNodes';
import { processExpression } from './processExpression';
import { globalsOf, isWhereItStands, localsOf } from './scriptVariables';
import { named, type Look, type Node, type Shown } from './shown';
import { tablesNode } from './tableNodes';
import { tlbsNode } from './tlbNodes';
import { fieldsNode, processesNode, shownValue } from './valueNodes';

export interface Scope {
  readonly name: string;
  readonly hint?: 'arguments' | 'locals' | 'registers';
  readonly expensive: boolean;
  readonly node: Node;
}

/**
 * @param frame null: a process that is not at work.
 * @param endpoint the process of the frame's thread, negative for none.
 */
export function scopesOf(look: Look, frame: Frame | null, endpoint: number): readonly Scope[] {
  const scopes: Scope[] = [];
  if (frame?.kind === 'server' && frame.arguments.length > 0) {
    const { arguments: values } = frame;
    const declared = {
      kind: 'server',
      file: frame.file,
      line: functionLine(frame.function, frame.file),
    } as const;
    const node = named((at) =>
      values.map((one) => ({ ...argumentNode(at, one.name, one.value), declared })),
    );
    scopes.push({ name: 'Arguments', hint: 'arguments', expensive: false, node });
  }
  if (isWhereItStands(look, frame) && localsOf(look).length > 0) {
    scopes.push({ name: 'Locals', hint: 'locals', expensive: false, node: named(localsOf) });
  }
  const variables: Scope = {
    ...{ name: 'Script variables', hint: 'locals', expensive: false },
    node: named(globalsOf),
  };
  if (frame?.kind !== 'server') scopes.push(variables);
  if (endpoint >= 0) scopes.push(...processScopes(look, endpoint));
  scopes.push({ name: 'TLB', expensive: false, node: tlbsNode() });
  scopes.push({ name: 'Machine', hint: 'registers', expensive: false, node: named(machineOf) });
  if (frame?.kind === 'server') scopes.push(variables);
  return scopes;
}

function processScopes(look: Look, endpoint: number): readonly Scope[] {
  const value = processValue(endpoint);
  const expression = processExpression(look, endpoint);
  const regions = named((at) => {
    const list = fieldsNode(value, expression).children(at, 0, Infinity);
    return list.find(({ name }) => name === 'regions')?.node?.children(at, 0, Infinity) ?? [];
  });
  return [
    { name: 'Process', expensive: false, node: fieldsNode(value, expression) },
    { name: 'Regions', expensive: false, node: regions },
    { name: 'Page table', expensive: true, node: pageTableNode(endpoint) },
  ];
}

/** The machine as a whole: clocks, memory, disk, TLB counters, processes, and all tables. */
function machineOf(look: Look): readonly Shown[] {
  const { computer } = look;
  const parts = ['frames', 'disk', 'tlb'].map((name) => {
    const shown = shownValue(look, name, { kind: 'part', name, cpu: -1 }, name);
    return { ...shown, value: '' };
  });
  const { architecture, interpreter, kernel, trace } = computer;
  return [
    {
      name: 'architecture',
      value: `${architecture.name}, pages of ${architecture.pageBytes} bytes`,
    },
    { name: 'now', value: String(trace.now), expression: 'now' },
    { name: 'ticks', value: String(kernel.ticks.get(1)), expression: 'ticks' },
    { name: 'expectations', value: expectationsText(look) },
    { name: 'statements', value: String(interpreter.steps.get(1)) },
    ...parts,
    { name: 'processes', value: '', node: processesNode(), expression: 'processes' },
    { name: 'tables', value: 'everything the machine knows', node: tablesNode() },
  ];
}

function expectationsText({ computer: { interpreter } }: Look): string {
  return `${interpreter.expectations.get(1)}, ${interpreter.failed.get(1)} failed`;
}
