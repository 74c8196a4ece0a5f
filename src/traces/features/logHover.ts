/**
 * What a line of a log says: which call it is, what its arguments and its result mean. Numbers are given as people think
 * of them, flags one by one.
 */
import { findCall, type Call, type CallParameter } from '../../engine/calls';
import { documentationOf } from '../../engine/calls/documentation';
import { allArguments } from '../../language/compileAction';
import { constantText } from '../../language/features/texts/constantTexts';
import {
  argumentName,
  argumentValue,
  type Action,
  type Argument,
  type ArgumentValue,
  type CallAction,
  type Span,
} from '../../language/tree';
import { isModelled } from '../readLog';
import { LineParser, numberOf } from '../parseLine';
import { translatedArguments, translatedCall } from '../translateCall';
import type { DocumentLine, LogLines } from './logLines';

export interface LogHover extends Span {
  readonly markdown: string;
}

/** What is said about the line at an offset, or null. */
export function logHover(lines: LogLines, offset: number): LogHover | null {
  const line = lines.lineAt(offset);
  if (offset < line.from || offset > line.to) return null;
  const markdown = textOf(lines, line);
  return markdown === '' ? null : { start: line.from, end: line.to, markdown };
}

function textOf(lines: LogLines, line: DocumentLine): string {
  switch (line.kind) {
    case 'call':
    case 'resumed':
      return callText(lines, line);
    case 'signal':
      return signalText(lines.textOf(line));
    case 'ended':
      return endText(lines.textOf(line));
    case 'mapping':
      return 'A line of /proc/PID/maps: what is mapped at this place of the log.';
    default:
      return '';
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Calls

function callText(lines: LogLines, line: DocumentLine): string {
  const call = findCall(translatedCall(line.name));
  if (call === undefined) return `\`${line.name}\` is not modelled: this line changes nothing.`;
  const action = wholeCall(lines, line);
  const parts = [`**${line.name}**: ${call.summary}`];
  if (action !== null) {
    const args = translatedArguments(line.name, action.args);
    parts.push(argumentList(call, args), resultText(call, action));
  }
  parts.push(halfText(lines, line));
  if (!isModelled(line.name)) parts.push('In a log it takes effect where the log says so.');
  parts.push(`*${call.source}*`);
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The call of a line, with what its other half has; null when it cannot be read. */
function wholeCall(lines: LogLines, line: DocumentLine): CallAction | null {
  const parser = new LineParser(lines.text);
  const read = (part: DocumentLine): Action | null => {
    const action = parser.action(part, { kind: 'pid', pid: part.pid, spelling: 'bare' });
    return 'kind' in action ? action : null;
  };
  const other = lines.otherHalf(line);
  const [first, second] = line.kind === 'call' ? [line, other] : [other, line];
  const begun = first === null ? null : read(first);
  const resumed = second === null ? null : read(second);
  if (begun?.kind !== 'call') return null;
  if (resumed?.kind !== 'resumed') return begun;
  return { ...begun, args: allArguments(begun, resumed), outcome: resumed.outcome };
}

function halfText(lines: LogLines, line: DocumentLine): string {
  const other = lines.otherHalf(line);
  if (other === null) return '';
  const number = other.number + 1;
  return line.kind === 'call' ? `It returns in line ${number}.` : `It began in line ${number}.`;
}

function argumentList(call: Call, args: readonly Argument[]): string {
  const words = documentationOf(call.name);
  const parameters: readonly CallParameter[] = call.parameters;
  const rows = args.flatMap((argument, at) => {
    const name = argumentName(argument);
    const parameter = name === null ? parameters[at] : parameters.find((one) => one.name === name);
    if (parameter === undefined || parameter.kind === 'ignored') return [];
    const decoded = decode(parameter, argumentValue(argument));
    const meaning = words?.parameters[parameter.name] ?? '';
    return [`- \`${parameter.name}\`${decoded === '' ? '' : ` ${decoded}`}: ${meaning}`];
  });
  return rows.join('\n');
}

/** What an argument is, where its text alone does not tell. */
function decode({ kind }: CallParameter, value: ArgumentValue): string {
  switch (kind) {
    case 'flags':
    case 'protection':
      return flagWords(value);
    case 'length':
    case 'offset':
      return sizeWords(numberOf(value));
    case 'address':
      return numberOf(value) === 0 ? '`NULL`' : '';
    case 'descriptor':
      return value.kind === 'integer' && value.file !== null ? `\`${value.file}\`` : '';
    case 'signal':
      return value.kind === 'name' ? meaningOf(value.name) : '';
    default:
      return '';
  }
}

function flagWords(value: ArgumentValue): string {
  const names: string[] = [];
  const collect = (one: ArgumentValue): void => {
    if (one.kind === 'name') names.push(one.name);
    if (one.kind !== 'binary') return;
    collect(one.left);
    collect(one.right);
  };
  collect(value);
  return names.map(meaningOf).filter(Boolean).join('; ');
}

function meaningOf(name: string): string {
  const text = constantText(name);
  return text === undefined ? '' : `\`${name}\` (${text})`;
}

/** A page of the machine of a log: x86-64. */
const PAGE_BYTES = 4096;

function sizeWords(bytes: number | null): string {
  if (bytes === null || bytes < PAGE_BYTES) return '';
  const pages = Math.ceil(bytes / PAGE_BYTES);
  const exact = bytes % PAGE_BYTES === 0 ? '' : 'rounded up to ';
  return `(${exact}${pages} ${pages === 1 ? 'page' : 'pages'})`;
}

/** What came of a call. */
function resultText(call: Call, { outcome }: CallAction): string {
  if (outcome === null) return '';
  if (outcome.kind === 'any') return 'No result was seen.';
  if (outcome.kind !== 'value') return '';
  const words = documentationOf(call.name);
  if (outcome.error === null) return words === undefined ? '' : `Answers ${words.answers}.`;
  const { text } = outcome.error;
  const when = words?.errors[text] ?? constantText(text);
  return `Failed with \`${text}\`${when === undefined ? '' : `: ${when}`}.`;
}

// ---------------------------------------------------------------------------------------------------------------------
// What happened to a process

function signalText(rest: string): string {
  const name = /^---\s+(SIG\w+)/.exec(rest)?.[1];
  const stopped = /^---\s+stopped by (\w+)/.exec(rest)?.[1];
  if (stopped !== undefined) return `The process stopped by \`${stopped}\`.`;
  if (name === undefined) return '';
  const text = constantText(name);
  const code = /si_code=(\w+)/.exec(rest)?.[1];
  const why = code === undefined ? undefined : constantText(code);
  const parts = [`The process got \`${name}\`${text === undefined ? '' : `: ${text}`}.`];
  if (why !== undefined) parts.push(`\`${code ?? ''}\`: ${why}.`);
  return parts.join('\n\n');
}

function endText(rest: string): string {
  const status = /exited with (\d+)/.exec(rest)?.[1];
  if (status !== undefined) return `The process ended with status ${status}.`;
  const signal = /killed by (SIG\w+)/.exec(rest)?.[1];
  if (signal !== undefined) return `The process was ended by \`${signal}\`.`;
  return /superseded/.test(rest) ? 'The thread is gone because another one executed a file.' : '';
}
