/**
 * One line that says what a statement did, as strace would print it: asked right after the statement (or at a moment
 * within it), from what the tables then hold. Only looks.
 */
import { ACTION } from '../engine/processNumbers';
import type { CallParameter } from '../engine/calls';
import { describeAction } from './actions';
import { readCell } from './cells';
import type { Computer } from './computer';
import { constantName, flagGroup, flagsText } from './constants';
import { evaluate, type Evaluation } from './evaluation';
import { looking } from './evaluator';
import { peekMemory } from './fields/peekMemory';
import type { Argument, Expression, Instruction, Program } from './form';
import { formatResult, formatSignal, formatValue, quote, signalText } from './format';
import { formatHexadecimal } from './integer';
import { asInteger } from './operators';
import { nameOfProcess } from './processNames';
import { rowOf } from './processes';
import { isFailure, isInteger, type Value } from './value';

type Call = Extract<Instruction, { readonly op: 'call' }>;

/** Bytes of a load that are shown. */
const SHOWN_BYTES = 32;

/**
 * What the statement at `position` did or is doing. The machine must stand in it or right after it.
 * @returns null for statements of the script's own that do nothing to the machine.
 */
export function describeStatement(
  machine: Computer,
  program: Program,
  position: number,
): string | null {
  const instruction = program.instructions[position];
  if (instruction === undefined) return null;
  const evaluation = looking(machine, program);
  switch (instruction.op) {
    case 'call':
      return describeCall(evaluation, instruction);
    case 'resume': {
      const who = actorName(machine);
      return `${who}: <... ${instruction.name} resumed>) = ${outcomeText(evaluation, instruction.action)}`;
    }
    case 'spawn': {
      const name = machine.strings[instruction.spawn.name];
      return `spawn ${name === undefined ? '' : String.fromCharCode(...name)}`;
    }
    case 'say':
    case 'ask':
      return textOfParts(
        evaluation,
        instruction.op === 'say' ? instruction.parts : instruction.text,
      );
    case 'answer':
      return answerText(evaluation, instruction.ask);
    case 'stop':
      return instruction.text ?? 'stop';
    default:
      return null;
  }
}

/** `{expr}` in the text of `say` and `ask` is replaced by its value now. */
export function textOfParts(
  evaluation: Evaluation,
  parts: readonly (string | Expression)[],
): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : partText(evaluation, part)))
    .join('');
}

function partText(evaluation: Evaluation, part: Expression): string {
  const value = evaluate(evaluation, part);
  if (isFailure(value)) return '?';
  if (typeof value === 'object' && value.kind === 'bytes') {
    return quote(value.bytes, value.open).replace(/^"|"$/g, '');
  }
  return formatValue(evaluation.machine, value);
}

/** The answer to a question, at its `answer` instruction. */
function answerText(evaluation: Evaluation, ask: number): string | null {
  const instruction = evaluation.program.instructions[ask];
  if (instruction?.op !== 'ask') return null;
  const value = evaluate(evaluation, instruction.answer);
  return isFailure(value) ? '?' : formatValue(evaluation.machine, value);
}

function describeCall(evaluation: Evaluation, call: Call): string {
  const { machine } = evaluation;
  const shown = call.arguments.map((argument, at) => argumentText(evaluation, call, argument, at));
  const before = call.assumed ? 'assumed: ' : '';
  const line = `${before}${actorName(machine)}: ${call.name}(${shown.join(', ')}`;
  if (machine.interpreter.ending.get(1) === ACTION.NONE && call.assumed) return `${line}) left out`;
  if (machine.interpreter.ending.get(1) === ACTION.WAITING) {
    return call.unfinished ? `${line} <unfinished ...>` : `${line}) = ? (waits)`;
  }
  return `${line}) = ${loadedText(evaluation, call) ?? outcomeText(evaluation, call.action)}`;
}

function actorName(machine: Computer): string {
  const actor = machine.interpreter.actor.get(1);
  return actor === 0 ? '?' : nameOfProcess(machine, actor - 1);
}

/** The bytes of a load, in full: the report keeps only the first ones. */
function loadedText({ machine, ...rest }: Evaluation, call: Call): string | null {
  const { interpreter, report } = machine;
  const result = readCell(machine, report, 0);
  const address = readCell(machine, report, 1);
  if (interpreter.ending.get(1) !== ACTION.DONE || call.name !== 'load') return null;
  if (typeof result !== 'object' || result?.kind !== 'bytes') return null;
  if (address === null || !isInteger(address)) return null;
  const length = report.kind.get(0) >>> 8;
  const shown = Math.min(length, SHOWN_BYTES);
  const actor = interpreter.actor.get(1) - 1;
  const bytes = peekMemory({ machine, ...rest }, actor, address, shown);
  if (typeof bytes !== 'object' || bytes.kind !== 'bytes') return null;
  return quote(bytes.bytes, length > shown);
}

/** How the action ended. */
function outcomeText({ machine }: Evaluation, action: number): string {
  const { interpreter, report } = machine;
  const ending = interpreter.ending.get(1);
  if (ending === ACTION.SIGNALLED) {
    const row = rowOf(machine, interpreter.actor.get(1) - 1);
    return row === 0 ? 'killed' : formatSignal(machine, row);
  }
  if (ending !== ACTION.DONE) return '?';
  const result = readCell(machine, report, 0);
  const described = describeAction(action);
  if (result === null || described?.result === 'never') return '?';
  if (typeof result === 'object' && result.kind === 'process') {
    const pid = asInteger(machine, result);
    return isInteger(pid) ? String(pid) : '?';
  }
  return formatResult(machine, result, described?.result === 'address');
}

function argumentText(evaluation: Evaluation, call: Call, argument: Argument, at: number): string {
  const { machine } = evaluation;
  const prefix = argument.name === null ? '' : `${argument.name}=`;
  const kept = readCell(machine, machine.report, at + 1);
  const described = describeAction(call.action);
  const parameter = described?.parameters[at];
  const kind = parameter?.kind ?? 'int';
  const members = parameter !== undefined && 'members' in parameter ? parameter.members : [];
  if (kept === null) {
    return (
      prefix + expressionText(evaluation, argument.value, described?.name ?? '', members, kind)
    );
  }
  return prefix + valueText(machine, kept, kind, described?.name ?? '');
}

/** An argument as strace prints one of its kind. */
function valueText(machine: Computer, value: Value, kind: string, call: string): string {
  if (typeof value === 'object' && value.kind === 'bytes' && kind !== 'value') {
    return quote(value.bytes, value.open);
  }
  const integer = asInteger(machine, value);
  if (!isInteger(integer)) return formatValue(machine, value);
  const number = Number(integer);
  switch (kind) {
    case 'address':
    case 'data':
    case 'status':
    case 'output':
    case 'outputs':
      return integer === 0 ? 'NULL' : formatHexadecimal(integer);
    case 'protection':
      return flagsText('protection', number);
    case 'flags':
      return flags(call, number);
    case 'signal':
      return signalText(number);
    case 'whence':
      return constantName('whence', number) ?? formatValue(machine, value);
    case 'ignored':
      return constantName('directory', number) ?? formatValue(machine, value);
    case 'mode':
      return `0${number.toString(8)}`;
    default:
      return formatValue(machine, value);
  }
}

/** The lowest byte of clone's flags is the signal that the parent gets. */
function flags(call: string, value: number): string {
  const group = flagGroup(call);
  if (group === undefined) return `0x${value.toString(16)}`;
  if (call !== 'clone') return flagsText(group, value);
  const signal = value & 0xff;
  const name = constantName('signal', signal);
  const rest = value - signal;
  if (signal === 0) return flagsText(group, rest);
  return rest === 0 ? (name ?? String(signal)) : `${flagsText(group, rest)}|${name ?? signal}`;
}

/** An argument that is no plain value: a struct, a list, `...`. */
function expressionText(
  evaluation: Evaluation,
  expression: Expression,
  call: string,
  members: readonly CallParameter[],
  kind = 'int',
): string {
  switch (expression.kind) {
    case 'anything':
      return '...';
    case 'struct': {
      const fields = expression.fields.map(({ name, value }) => {
        const member = members.find((one) => one.name === name);
        const text = fieldText(evaluation, value, member?.kind ?? 'int', call);
        return name === '' ? text : `${name}=${text}`;
      });
      return `{${fields.join(', ')}${expression.partial ? ', ...' : ''}}`;
    }
    case 'list': {
      const shown = expression.elements.map((one) => expressionText(evaluation, one, call, []));
      return `[${shown.join(', ')}]`;
    }
    default:
      return fieldText(evaluation, expression, kind, call);
  }
}

function fieldText(evaluation: Evaluation, value: Expression, kind: string, call: string): string {
  if (value.kind === 'struct' || value.kind === 'list' || value.kind === 'anything') {
    return expressionText(evaluation, value, call, []);
  }
  const computed = evaluate(evaluation, value);
  return isFailure(computed) ? '...' : valueText(evaluation.machine, computed, kind, call);
}
