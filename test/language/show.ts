// Writes syntax trees compactly and with every grouping visible, for expected values in tests.
// It shares nothing with the printer, which is itself under test.

import { describeDiagnostic } from '../../src/language/messages';
import type { Diagnostic } from '../../src/language/diagnostic';
import { LineTable } from './lineTable';
import type {
  Argument,
  Block,
  Expression,
  Item,
  Outcome,
  SettingValue,
  Text,
  Who,
} from '../../src/language/tree';

export function showExpression(node: Expression): string {
  switch (node.kind) {
    case 'integer':
      return String(node.value) + (node.file === null ? '' : `<${node.file}>`);
    case 'character':
      return `'${String(node.value)}'`;
    case 'string':
      return JSON.stringify(node.bytes) + (node.partial ? '...' : '');
    case 'boolean':
      return `${String(node.value)}!`;
    case 'name':
      return node.name;
    case 'elementField':
      return `(. ${node.field})`;
    case 'list':
      return `[${node.elements.map(showArgument).join(', ')}]`;
    case 'call': {
      const range = node.rangeEnd === null ? '' : ` .. ${showExpression(node.rangeEnd)}`;
      const where = node.where === null ? '' : ` where ${showExpression(node.where)}`;
      const by = node.by === null ? '' : ` by ${showExpression(node.by)}`;
      const [first, ...rest] = node.args.map(showExpression);
      const args = first === undefined ? '' : [first + range, ...rest].join(', ');
      return `${node.callee}(${args}${where}${by})`;
    }
    case 'unary':
      return `(${node.operator} ${showExpression(node.operand)})`;
    case 'binary':
      return `(${showExpression(node.left)} ${node.operator} ${showExpression(node.right)})`;
    case 'field':
      return `(${showExpression(node.object)} . ${node.field})`;
    case 'index':
      return `(${showExpression(node.object)} [ ${showExpression(node.index)})`;
    case 'missing':
      return 'MISSING';
  }
}

export function showArgument(node: Argument): string {
  switch (node.kind) {
    case 'argument': {
      const name = node.name === null ? '' : `${node.name}: `;
      const output = node.output === null ? '' : ` => ${showArgument(node.output)}`;
      return name + showArgument(node.value) + output;
    }
    case 'struct':
      return `{${node.fields.map(showArgument).join(', ')}}`;
    case 'ellipsis':
      return '...';
    default:
      return showExpression(node);
  }
}

function showWho(who: Who | null): string {
  if (who === null) return '';
  if (who.kind === 'self') return 'self> ';
  if (who.kind === 'pid') return `${who.spelling} ${String(who.pid)}> `;
  return `${who.name}${who.index === null ? '' : `[${showExpression(who.index)}]`}> `;
}

function showOutcome(outcome: Outcome | null): string {
  if (outcome === null) return '';
  const words = outcome.words === null ? '' : ` «${outcome.words.text}»`;
  switch (outcome.kind) {
    case 'any':
      return ` = ANY${outcome.reason === null ? '' : ` ${outcome.reason.text}`}${words}`;
    case 'signal': {
      const details = outcome.details === null ? '' : ` ${showArgument(outcome.details)}`;
      return ` = SIGNAL ${outcome.signal.text}${details}${words}`;
    }
    case 'value': {
      const error = outcome.error === null ? '' : ` ERROR ${outcome.error.text}`;
      return ` = ${showExpression(outcome.value)}${error}${words}`;
    }
  }
}

export function showSetting(value: SettingValue): string {
  switch (value.kind) {
    case 'ratio':
      return `${showExpression(value.value)}/${showExpression(value.ways)}`;
    case 'word':
      return value.word + (value.settings === null ? '' : ` ${showSetting(value.settings)}`);
    case 'values':
      return `[${value.values.map(showSetting).join(', ')}]`;
    case 'settings': {
      const entries = value.entries.map(
        (entry) => `${entry.key.text}: ${showSetting(entry.value)}`,
      );
      return `{${entries.join(', ')}}`;
    }
    default:
      return showExpression(value);
  }
}

function showText(text: Text): string {
  return text.parts
    .map((part) => (typeof part === 'string' ? JSON.stringify(part) : `<${showExpression(part)}>`))
    .join(' ');
}

/** ` word value`, or nothing where the value is not there. */
function optional<T>(word: string, value: T | null, show: (value: T) => string): string {
  return value === null ? '' : `${word} ${show(value)}`;
}

function showBlock(block: Block): string {
  return `{ ${block.items.map(showItem).join('; ')} }`.replace('{  }', '{}');
}

export function showItem(item: Item): string {
  switch (item.kind) {
    case 'call': {
      const index = item.target?.index ?? null;
      const place = item.target === null ? '' : item.target.name;
      const target = place + (index === null ? '' : `[${showExpression(index)}]`);
      const args = item.args.map(showArgument).join(', ');
      const end = item.unfinished ? ' UNFINISHED' : '';
      const call = `${item.callee}(${args})${end}${showOutcome(item.outcome)}`;
      return `${showWho(item.who)}${target === '' ? '' : `${target} <- `}${call}`;
    }
    case 'resumed': {
      const output = item.output === null ? '' : `=> ${showArgument(item.output)}; `;
      const args = output + item.args.map(showArgument).join(', ');
      return `${showWho(item.who)}RESUMED ${item.callee}(${args})${showOutcome(item.outcome)}`;
    }
    case 'signal': {
      const details = item.details === null ? '' : ` ${showArgument(item.details)}`;
      return `${showWho(item.who)}GETS ${item.signal.text}${details}`;
    }
    case 'exit': {
      const end = item.signal ?? item.status;
      return `${showWho(item.who)}ENDS ${String(end)} «${item.words.text}»`;
    }
    case 'machine':
      return `machine ${showSetting(item.settings)}`;
    case 'file':
      return `file ${showExpression(item.path)} ${showSetting(item.settings)}`;
    case 'spawn':
      return `spawn ${item.name.text}${optional('', item.settings, showSetting)}`;
    case 'include':
      return `include ${showExpression(item.path)}`;
    case 'define': {
      const head = `def ${item.name.text}(${item.parameters.map((name) => name.text).join(', ')})`;
      return item.body.kind === 'block'
        ? `${head} ${showBlock(item.body)}`
        : `${head} = ${showExpression(item.body)}`;
    }
    case 'scenario':
      return `scenario ${showExpression(item.title)} ${showBlock(item.body)}`;
    case 'who':
      return `${showWho(item.who)}${showBlock(item.body)}`;
    case 'array':
      return `array ${item.name.text} of ${showExpression(item.length)}`;
    case 'let': {
      const index = item.place.index === null ? '' : `[${showExpression(item.place.index)}]`;
      return `let ${item.place.name}${index} = ${showExpression(item.value)}`;
    }
    case 'if': {
      const arms = item.arms.map(
        (arm) => `${showExpression(arm.condition)} ${showBlock(arm.body)}`,
      );
      return `if ${arms.join(' elif ')}${optional(' else', item.otherwise, showBlock)}`;
    }
    case 'for': {
      const { from, to, step } = item.range;
      const end = optional(' ..', to, showExpression) + optional(' step', step, showExpression);
      const head = `for ${item.variable.text} in ${showExpression(from)}${end}`;
      return `${head} ${showBlock(item.body)}`;
    }
    case 'repeat':
      return `repeat ${showExpression(item.count)} ${showBlock(item.body)}`;
    case 'expect': {
      const message = optional('', item.message, showExpression);
      return `expect ${showExpression(item.condition)}${message}`;
    }
    case 'expectMaps': {
      const lines = item.lines.map((line) => line.text).join('|');
      return `maps ${showExpression(item.process)} «${lines}»`;
    }
    case 'ask': {
      const points = item.points === null ? '' : ` for ${showExpression(item.points)}`;
      const body = item.body === null ? '' : ` ${showBlock(item.body)}`;
      return `ask ${showText(item.question)}${points} = ${showExpression(item.answer)}${body}`;
    }
    case 'say':
      return `say ${showText(item.text)}`;
    case 'stop':
      return `stop${item.message === null ? '' : ` ${showExpression(item.message)}`}`;
    case 'break':
    case 'mark':
    case 'settle':
      return item.kind;
    case 'parallel':
    case 'explore':
      return `${item.kind} ${showBlock(item.body)}`;
    case 'inject': {
      const args = item.args.map(showArgument).join(', ');
      return `inject ${item.fault.text}(${args}) ${showBlock(item.body)}`;
    }
    case 'broken': {
      const body = item.body === null ? '' : ` ${showBlock(item.body)}`;
      return `BROKEN${body}`;
    }
  }
}

/** Each diagnostic as `line:column: message`. */
export function showDiagnostics(source: string, diagnostics: readonly Diagnostic[]): string[] {
  const table = new LineTable(source);
  return diagnostics.map((diagnostic) => {
    const { line, column } = table.positionAt(diagnostic.span.start);
    return `${String(line)}:${String(column)}: ${describeDiagnostic(diagnostic)}`;
  });
}

/** A tree without its places, for comparing trees of different texts. */
export function withoutPlaces(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutPlaces);
  if (typeof node !== 'object' || node === null) return node;
  const isSpan = (value: unknown): boolean =>
    typeof value === 'object' && value !== null && Object.keys(value).join() === 'start,end';
  const entries = Object.entries(node)
    .filter(([key, value]) => !['start', 'end', 'calleeStart'].includes(key) && !isSpan(value))
    .map(([key, value]) => [key, withoutPlaces(value)] as const);
  return Object.fromEntries(entries);
}
