// Goes through a program once before it is compiled: which variables there are, which process a pid
// means, and which `resumed` line ends which unfinished call. It must never emit an instruction.

import { findCall } from '../engine/calls';
import { whoKeyOf } from './actionNames';
import type { CompileState, GlobalName, SourceItem } from './compileState';
import type { Action, Block, CallAction, Expression, Item, Outcome, ResumedAction } from './tree';
import type { Kind } from './vocabulary';

/** Names that are parameters or counted by loops where the walk is. */
type Locals = readonly string[];

/** Declares what the items declare. */
export function collectNames(state: CompileState, items: readonly SourceItem[]): void {
  const collector = new Collector(state);
  for (const { source, item } of items) {
    state.source = source;
    collector.item(item, []);
  }
}

/** Whether a call makes a process, whose pid it answers. */
export function makesProcess(callee: string): boolean {
  const call = findCall(callee);
  return call?.result === 'pid' && call.name !== 'wait4';
}

/** The pid that a line prints as the result, or null. */
export function printedPid(outcome: Outcome | null): string | null {
  if (outcome?.kind !== 'value' || outcome.value.kind !== 'integer') return null;
  return String(outcome.value.value);
}

class Collector {
  /** The unfinished calls of each process, the last one at the end. */
  private readonly open = new Map<string, CallAction[]>();
  private inDefinition = false;

  constructor(private readonly state: CompileState) {}

  item(item: Item, locals: Locals): void {
    switch (item.kind) {
      case 'spawn':
        this.spawn(item);
        return;
      case 'define':
        if (item.body.kind === 'block') this.define(item.body, item.parameters);
        return;
      case 'call':
      case 'resumed':
        this.action(item, locals);
        return;
      case 'array':
        this.declare(item.name.text, 'list', locals, true);
        return;
      case 'let':
        if (item.place.index === null) this.declare(item.place.name, 'any', locals);
        return;
      case 'for':
        this.block(item.body, [...locals, item.variable.text]);
        return;
      case 'if':
        for (const arm of item.arms) this.block(arm.body, locals);
        if (item.otherwise !== null) this.block(item.otherwise, locals);
        return;
      case 'broken':
        if (item.item !== null) this.item(item.item, locals);
        if (item.body !== null) this.block(item.body, locals);
        return;
      case 'who':
      case 'repeat':
      case 'ask':
      case 'parallel':
      case 'explore':
      case 'inject':
        if (item.body !== null) this.block(item.body, locals);
        return;
      default:
    }
  }

  private block(block: Block, locals: Locals): void {
    for (const item of block.items) this.item(item, locals);
  }

  /** When the block of a `def` runs is not known: what it sets may be set anywhere. */
  private define(body: Block, parameters: readonly { readonly text: string }[]): void {
    this.inDefinition = true;
    this.block(
      body,
      parameters.map(({ text }) => text),
    );
    this.inDefinition = false;
  }

  private declare(name: string, kind: Kind, locals: Locals, isArray = false): void {
    if (name === '' || locals.includes(name)) return;
    const global: GlobalName = this.state.declare(name, kind, isArray);
    global.isSet ||= this.inDefinition;
  }

  private spawn(item: Extract<Item, { readonly kind: 'spawn' }>): void {
    this.declare(item.name.text, 'process', []);
    const pid = item.settings?.entries.find(({ key }) => key.text === 'pid')?.value;
    if (pid?.kind === 'integer') this.state.pids.add(String(pid.value));
    else this.state.choosesPids = true;
  }

  private action(action: CallAction | ResumedAction, locals: Locals): void {
    this.pair(action);
    const isFork = makesProcess(action.callee);
    const target = action.kind === 'call' ? action.target : null;
    if (target !== null && target.index === null) {
      this.declare(target.name, isFork ? 'process' : 'any', locals);
    }
    if (isFork) this.fork(action);
  }

  private fork(action: CallAction | ResumedAction): void {
    const { pids } = this.state;
    const pid = printedPid(action.outcome);
    if (pid !== null) pids.add(pid);
    else if (action.kind === 'call' && !action.unfinished) this.state.choosesPids = true;
    const target = action.kind === 'call' ? action.target : this.state.begunBy.get(action)?.target;
    if (pid !== null && (target === null || target === undefined)) this.declare(pid, 'process', []);
  }

  /** Finds the unfinished call that a line resumes. */
  private pair(action: Action): void {
    if (action.kind !== 'call' && action.kind !== 'resumed') return;
    const key = this.key(action);
    const open = this.open.get(key) ?? [];
    if (action.kind === 'call') {
      if (action.unfinished) this.open.set(key, [...open, action]);
      return;
    }
    const begun = [...open].reverse().find(({ callee }) => callee === action.callee);
    if (begun === undefined) return;
    this.open.set(
      key,
      open.filter((call) => call !== begun),
    );
    this.state.resumedBy.set(begun, action);
    this.state.begunBy.set(action, begun);
  }

  private key({ who, start }: Action): string {
    return whoKeyOf(who, (index: Expression) => this.state.text({ start, end: index.end }));
  }
}
