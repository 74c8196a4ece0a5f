// Writes a syntax tree as a scenario that parses to the same tree again. It is for trees that were
// made, as those of an imported log; a script that someone wrote is formatted from its source
// (format.ts), which keeps comments.

import {
  escapeBytes,
  printArgument,
  printArguments,
  printExpression,
  printRange,
  printString,
} from './printExpression';
import { encodeText } from './scanText';
import type {
  Action,
  Block,
  CallAction,
  Expression,
  Item,
  Outcome,
  Place,
  Range,
  ResumedAction,
  Script,
  SettingValue,
  Settings,
  Text,
  Who,
  Words,
} from './tree';

const INDENT = '  ';

/** The whole script, one item a line, with a line end behind each. */
export function printScript(script: Script): string {
  return script.items.map((item) => `${printItem(item)}\n`).join('');
}

/** One item without a line end; `indent` is put before the lines behind the first. */
export function printItem(item: Item, indent = ''): string {
  switch (item.kind) {
    case 'call':
    case 'resumed':
    case 'signal':
    case 'exit':
      return printAction(item);
    case 'machine':
      return `machine ${printSettings(item.settings)}`;
    case 'file':
      return `file ${printString(item.path)} ${printSettings(item.settings)}`;
    case 'spawn': {
      const settings = item.settings === null ? '' : ` ${printSettings(item.settings)}`;
      return `spawn ${item.name.text}${settings}`;
    }
    case 'include':
      return `include ${printString(item.path)}`;
    case 'array':
      return `let ${item.name.text}[${printExpression(item.length)}]`;
    case 'let':
      return `let ${printPlace(item.place)} = ${printExpression(item.value)}`;
    case 'expect': {
      const message = item.message === null ? '' : ` ${printString(item.message)}`;
      return `expect ${printExpression(item.condition)}${message}`;
    }
    case 'say':
      return `say ${printText(item.text)}`;
    case 'stop':
      return item.message === null ? 'stop' : `stop ${printString(item.message)}`;
    case 'break':
    case 'mark':
    case 'settle':
      return item.kind;
    case 'broken':
      return item.item === null ? '' : printItem(item.item, indent);
    default:
      return printCompound(item, indent);
  }
}

type CompoundItem = Extract<
  Item,
  {
    kind:
      | 'define'
      | 'scenario'
      | 'who'
      | 'if'
      | 'for'
      | 'repeat'
      | 'expectMaps'
      | 'ask'
      | 'parallel'
      | 'explore'
      | 'inject';
  }
>;

function printCompound(item: CompoundItem, indent: string): string {
  const block = (body: Block): string => printBlock(body, indent);
  switch (item.kind) {
    case 'define': {
      const head = `def ${item.name.text}(${item.parameters.map((name) => name.text).join(', ')})`;
      const { body } = item;
      return body.kind === 'block'
        ? `${head} ${block(body)}`
        : `${head} = ${printExpression(body)}`;
    }
    case 'scenario':
      return `scenario ${printString(item.title)} ${block(item.body)}`;
    case 'who':
      return `${printWho(item.who)} ${block(item.body)}`;
    case 'if': {
      const arms = item.arms.map(
        (arm) => `if ${printExpression(arm.condition)} ${block(arm.body)}`,
      );
      const otherwise = item.otherwise === null ? [] : [block(item.otherwise)];
      return [...arms, ...otherwise].join(' else ');
    }
    case 'for':
      return `for ${item.variable.text} in ${printForRange(item.range)} ${block(item.body)}`;
    case 'repeat':
      return `repeat ${printExpression(item.count)} ${block(item.body)}`;
    case 'expectMaps': {
      const lines = item.lines.map((line) => line.text);
      return `expect maps(${printExpression(item.process)}) ${printLines(lines, indent)}`;
    }
    case 'ask': {
      const points = item.points === null ? '' : ` ${printExpression(item.points)}`;
      const body = item.body === null ? '' : ` ${block(item.body)}`;
      return `ask ${printText(item.question)}${points} = ${printExpression(item.answer)}${body}`;
    }
    case 'parallel':
    case 'explore':
      return `${item.kind} ${block(item.body)}`;
    case 'inject':
      return `inject ${item.fault.text}(${printArguments(item.args)}) ${block(item.body)}`;
  }
}

function printBlock(block: Block, indent: string): string {
  const inner = indent + INDENT;
  return printLines(
    block.items.map((item) => printItem(item, inner)),
    indent,
  );
}

function printLines(lines: readonly string[], indent: string): string {
  if (lines.length === 0) return '{}';
  return `{\n${lines.map((line) => `${indent}${INDENT}${line}\n`).join('')}${indent}}`;
}

function printForRange(range: Range): string {
  const from = printExpression(range.from);
  if (range.to === null) return from;
  const step = range.step === null ? '' : ` step ${printExpression(range.step)}`;
  return printRange(from, range.to) + step;
}

/** `say` and `ask` read an expression between braces, so braces of the text itself are escaped. */
function printText(text: Text): string {
  const parts = text.parts.map((part) =>
    typeof part === 'string'
      ? escapeBytes(encodeText(part), '"{}')
      : `{${inText(printExpression(part))}}`,
  );
  return `"${parts.join('')}"`;
}

/** In a text a string stands between two `\"`, and has a quote of its own as `\x22`. */
function inText(expression: string): string {
  return expression.replaceAll(/\\.|"/g, (found) => {
    if (found === '"') return '\\"';
    return found === '\\"' ? '\\x22' : found;
  });
}

// -------------------------------------------------------------------------------------------------
// Actions

/** An action with the one who does it, as a statement. */
export function printAction(action: Action): string {
  const who = action.who === null ? '' : `${printWho(action.who)} `;
  switch (action.kind) {
    case 'call':
      return who + printCallAction(action);
    case 'resumed':
      return who + printResumed(action);
    case 'signal': {
      const details = action.details === null ? '' : ` ${printArgument(action.details)}`;
      return `${who}--- ${action.signal.text}${details} ---`;
    }
    case 'exit':
      return `${who}+++ ${action.words.text} +++`;
  }
}

function printWho(who: Who): string {
  switch (who.kind) {
    case 'self':
      return 'self:';
    case 'place':
      return `${printPlace(who)}:`;
    case 'pid': {
      if (who.spelling === 'bracketed') return `[pid ${String(who.pid)}]`;
      return String(who.pid) + (who.spelling === 'colon' ? ':' : '');
    }
  }
}

function printPlace(place: Pick<Place, 'name' | 'index'>): string {
  return place.name + (place.index === null ? '' : `[${printExpression(place.index)}]`);
}

function printCallAction(action: CallAction): string {
  const { target, callee, args, unfinished, outcome } = action;
  const before = target === null ? '' : `${printPlace(target)} = `;
  const end = !unfinished ? ')' : outcome === null ? ' <unfinished ...>' : ' <unfinished ...>)';
  return `${before}${callee}(${printArguments(args)}${end}${printOutcome(outcome)}`;
}

function printResumed(action: ResumedAction): string {
  const { callee, output, args, outcome } = action;
  const outputText = output === null ? '' : ` => ${printArgument(output)}`;
  const argsText = args.length === 0 ? '' : `, ${printArguments(args)}`;
  return `<... ${callee} resumed>${outputText}${argsText})${printOutcome(outcome)}`;
}

function printOutcome(outcome: Outcome | null): string {
  if (outcome === null) return '';
  const words = printWords(outcome.words);
  switch (outcome.kind) {
    case 'any':
      return ` = ?${outcome.reason === null ? '' : ` ${outcome.reason.text}`}${words}`;
    case 'signal': {
      const details = outcome.details === null ? '' : ` ${printArgument(outcome.details)}`;
      return ` = ${outcome.signal.text}${details}${words}`;
    }
    case 'value': {
      const error = outcome.error === null ? '' : ` ${outcome.error.text}`;
      return ` = ${printExpression(outcome.value)}${error}${words}`;
    }
  }
}

function printWords(words: Words | null): string {
  return words === null ? '' : ` (${words.text})`;
}

// -------------------------------------------------------------------------------------------------
// Settings

function printSettings(settings: Settings): string {
  if (settings.entries.length === 0) return '{}';
  const entries = settings.entries.map(
    (entry) => `${entry.key.text} = ${printSettingValue(entry.value)}`,
  );
  return `{ ${entries.join(', ')} }`;
}

function printSettingValue(value: SettingValue): string {
  switch (value.kind) {
    case 'ratio':
      return `${printExpression(value.value)}/${printExpression(value.ways)}`;
    case 'word':
      return value.word + (value.settings === null ? '' : ` ${printSettings(value.settings)}`);
    case 'values':
      return `[${value.values.map(printSettingValue).join(', ')}]`;
    case 'settings':
      return printSettings(value);
    default:
      return printExpression(value satisfies Expression);
  }
}
