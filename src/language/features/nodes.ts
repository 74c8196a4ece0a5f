// Going through a syntax tree: the children of each node, and the nodes around a place. It must
// never interpret what it goes through.

import type {
  Block,
  Ellipsis,
  Expression,
  Item,
  NamedArgument,
  Outcome,
  Range,
  Script,
  SettingValue,
  Span,
  StructLiteral,
  Text,
  Who,
} from '../tree';

/** Every part of a script that has a place and a kind. */
export type Node =
  | Script
  | Item
  | Block
  | Expression
  | StructLiteral
  | Ellipsis
  | NamedArgument
  | Outcome
  | SettingValue;

export type Visit = (child: Node) => void;

/** Visits the children of a node, in the order of their places but for who acts. */
export function forEachChild(node: Node, visit: Visit): void {
  switch (node.kind) {
    case 'script':
    case 'block':
      node.items.forEach(visit);
      return;
    case 'machine':
    case 'file':
    case 'spawn':
      if (node.settings !== null) visit(node.settings);
      return;
    case 'settings':
      for (const { value } of node.entries) visit(value);
      return;
    case 'word':
      if (node.settings !== null) visit(node.settings);
      return;
    case 'values':
      node.values.forEach(visit);
      return;
    case 'call':
    case 'resumed':
      // An action and an expression share this kind's name.
      if ('outcome' in node) visitAction(node, visit);
      else visitFunction(node, visit);
      return;
    case 'signal':
    case 'exit':
      visitEnding(node, visit);
      return;
    case 'any':
    case 'value':
      if (node.kind === 'value') visit(node.value);
      return;
    default:
      visitStatement(node, visit);
  }
}

type NodeOf<K extends Node['kind']> = Extract<Node, { readonly kind: K }>;
type CallNode = Exclude<NodeOf<'call' | 'resumed'>, FunctionNode>;
type FunctionNode = Extract<Expression, { readonly kind: 'call' }>;

function visitWho(who: Who | null, visit: Visit): void {
  if (who?.kind === 'place' && who.index !== null) visit(who.index);
}

function visitAction(node: CallNode, visit: Visit): void {
  visitWho(node.who, visit);
  if (node.kind === 'call' && node.target !== null && node.target.index !== null) {
    visit(node.target.index);
  }
  if (node.kind === 'resumed' && node.output !== null) visit(node.output);
  node.args.forEach(visit);
  if (node.outcome !== null) visit(node.outcome);
}

function visitFunction(node: FunctionNode, visit: Visit): void {
  node.args.forEach(visit);
  for (const part of [node.rangeEnd, node.where, node.by]) if (part !== null) visit(part);
}

/** `--- SIG {...} ---`, `+++ ... +++`, and the outcome `= SIG {...}`. */
function visitEnding(node: NodeOf<'signal' | 'exit'>, visit: Visit): void {
  if ('who' in node) visitWho(node.who, visit);
  if (node.kind === 'signal' && node.details !== null) visit(node.details);
}

function visitStatement(node: Node, visit: Visit): void {
  switch (node.kind) {
    case 'define':
    case 'scenario':
    case 'parallel':
    case 'explore':
      visit(node.body);
      return;
    case 'who':
      visitWho(node.who, visit);
      visit(node.body);
      return;
    case 'array':
      visit(node.length);
      return;
    case 'let':
      if (node.place.index !== null) visit(node.place.index);
      visit(node.value);
      return;
    case 'if':
      for (const { condition, body } of node.arms) {
        visit(condition);
        visit(body);
      }
      if (node.otherwise !== null) visit(node.otherwise);
      return;
    case 'for':
      visitRange(node.range, visit);
      visit(node.body);
      return;
    case 'repeat':
      visit(node.count);
      visit(node.body);
      return;
    case 'expect':
      visit(node.condition);
      if (node.message !== null) visit(node.message);
      return;
    case 'expectMaps':
      visit(node.process);
      return;
    case 'ask':
      visitText(node.question, visit);
      visit(node.answer);
      if (node.body !== null) visit(node.body);
      return;
    case 'say':
      visitText(node.text, visit);
      return;
    case 'inject':
      node.args.forEach(visit);
      visit(node.body);
      return;
    case 'broken':
      if (node.item !== null) visit(node.item);
      if (node.body !== null) visit(node.body);
      return;
    default:
      visitExpression(node, visit);
  }
}

function visitRange({ from, to, step }: Range, visit: Visit): void {
  for (const part of [from, to, step]) if (part !== null) visit(part);
}

function visitText({ parts }: Text, visit: Visit): void {
  for (const part of parts) if (typeof part !== 'string') visit(part);
}

function visitExpression(node: Node, visit: Visit): void {
  switch (node.kind) {
    case 'list':
      node.elements.forEach(visit);
      return;
    case 'struct':
      node.fields.forEach(visit);
      return;
    case 'argument':
      visit(node.value);
      if (node.output !== null) visit(node.output);
      return;
    case 'unary':
      visit(node.operand);
      return;
    case 'binary':
      visit(node.left);
      visit(node.right);
      return;
    case 'field':
      visit(node.object);
      return;
    case 'index':
      visit(node.object);
      visit(node.index);
      return;
    case 'ratio':
      visit(node.value);
      visit(node.ways);
      return;
    default:
  }
}

/**
 * The nodes around a place, outermost first. A node contains its two ends; of two that meet there
 * the later one counts.
 */
export function pathTo(script: Script, offset: number): Node[] {
  const path: Node[] = [];
  let node: Node | null = script;
  while (node !== null) {
    path.push(node);
    node = childAt(node, offset);
  }
  return path;
}

function childAt(node: Node, offset: number): Node | null {
  if (node.kind === 'script' || node.kind === 'block') {
    const item = node.items[lastBefore(node.items, offset)];
    return item !== undefined && contains(item, offset) ? item : null;
  }
  let found: Node | null = null;
  forEachChild(node, (child) => {
    if (contains(child, offset)) found = child;
  });
  return found;
}

/** The position of the last of these items that begins at or before a place, or -1. */
export function lastBefore(items: readonly Span[], offset: number): number {
  let low = -1;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((items[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function contains({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** The blocks that an item has. */
export function blocksOf(item: Item): readonly Block[] {
  switch (item.kind) {
    case 'if':
      return [...item.arms.map(({ body }) => body), ...(item.otherwise ? [item.otherwise] : [])];
    case 'define':
      return item.body.kind === 'block' ? [item.body] : [];
    case 'broken': {
      const inner = item.item === null ? [] : blocksOf(item.item);
      return item.body === null ? inner : [...inner, item.body];
    }
    default: {
      const body = 'body' in item && item.kind !== 'expectMaps' ? item.body : null;
      return body === null ? [] : [body];
    }
  }
}
