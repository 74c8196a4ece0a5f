/**
 * From a call's arguments to the fields of the caller's message, as engine/calls.ts says. Fields that no argument sets
 * are 0.
 */
import type { ProcessRow } from '../engine/machine';
import { int32Of, offsetOf, pageOf } from './address';
import { FILL, type CallPlan, type ParameterPlan } from './callPlans';
import { noteValue } from './cells';
import type { Computer } from './computer';
import { evaluate, type Evaluation } from './evaluation';
import { at, fail, type Failure } from './failure';
import { processOf } from './fields/functions';
import type { Argument, Expression } from './form';
import { MOST_ARGUMENTS } from './interpreterTables';
import { asInteger } from './operators';
import { isFailure, isInteger, type Value } from './value';

/**
 * Evaluates the arguments of a call and fills the message. Each value is kept in the report.
 * @returns what is wrong, or null.
 */
export function fillMessage(
  evaluation: Evaluation,
  plan: CallPlan,
  given: readonly Argument[],
  process: ProcessRow,
): Failure | null {
  const { machine } = evaluation;
  clearMessage(machine, process);
  const { parameters, fixed } = plan;
  for (let i = 0; i < parameters.length; i++) {
    const parameter = parameters[i];
    if (parameter === undefined) break;
    const argument = given[i];
    const wrong =
      argument === undefined || argument.value.kind === 'anything'
        ? leftOut(parameter, process, plan.call.name)
        : fillArgument(evaluation, parameter, argument.value, process, i + 1);
    if (wrong !== null) return wrong;
  }
  machine.interpreter.argumentCount.set(1, Math.min(given.length, MOST_ARGUMENTS));
  for (const { column, value } of fixed) column.set(process, value);
  return null;
}

/** Every field that a call may use is 0 until it is set. */
function clearMessage(machine: Computer, process: ProcessRow): void {
  const { numbers, pages } = machine.messageColumns;
  for (const column of numbers) if (column.get(process) !== 0) column.set(process, 0);
  for (const column of pages) if (column.get(process) !== 0) column.set(process, 0);
}

function leftOut(parameter: ParameterPlan, process: ProcessRow, call: string): Failure | null {
  if (!parameter.isOptional && parameter.fill !== FILL.IGNORE) {
    return fail('argumentNeeded', { name: parameter.name, call });
  }
  if (parameter.fallback !== 0) parameter.number?.set(process, parameter.fallback);
  return null;
}

/** @param position where the value is kept in the report; 0: nowhere. */
function fillArgument(
  evaluation: Evaluation,
  parameter: ParameterPlan,
  expression: Expression,
  process: ProcessRow,
  position: number,
): Failure | null {
  const { fill } = parameter;
  if (fill === FILL.IGNORE || fill === FILL.STATUS || fill === FILL.OUTPUTS) return null;
  if (expression.kind === 'struct') {
    return fillStruct(evaluation, parameter, expression.fields, process);
  }
  const value = evaluate(evaluation, expression);
  if (isFailure(value)) return value;
  if (position > 0 && position <= MOST_ARGUMENTS) {
    noteValue(evaluation.machine.report, position, value);
  }
  const wrong = fillValue(evaluation, parameter, value, process);
  return wrong === null ? null : at(wrong, expression.place);
}

function fillStruct(
  evaluation: Evaluation,
  { members, name }: ParameterPlan,
  fields: readonly { readonly name: string; readonly value: Expression }[],
  process: ProcessRow,
): Failure | null {
  if (members.length === 0) return fail('notStruct', { name });
  for (const member of members) {
    const field = fields.find((one) => one.name === member.name);
    if (field === undefined) continue;
    const wrong = fillArgument(evaluation, member, field.value, process, 0);
    if (wrong !== null) return wrong;
  }
  return null;
}

function fillValue(
  evaluation: Evaluation,
  parameter: ParameterPlan,
  value: Value,
  process: ProcessRow,
): Failure | null {
  const { machine } = evaluation;
  const { fill, name } = parameter;
  if (fill === FILL.ENDPOINT) {
    const endpoint = processOf(evaluation, value);
    if (typeof endpoint !== 'number') return endpoint;
    parameter.number?.set(process, endpoint);
    return null;
  }
  if (typeof value === 'object' && value.kind === 'bytes' && takesText(fill)) {
    if (value.string === 0 && value.bytes.length > 0) return fail('stringNeeded', { name });
    parameter.number?.set(process, value.string);
    return null;
  }
  if (fill === FILL.PATH) return fail('pathNeeded', { name });
  const integer = asInteger(machine, value);
  if (!isInteger(integer)) return integer;
  const { page, offset } = parameter;
  if (page === null || offset === null) {
    parameter.number?.set(process, int32Of(integer));
    parameter.high?.set(process, int32Of(BigInt(integer) >> 32n));
    return null;
  }
  const { architecture } = machine;
  if (fill === FILL.LENGTH && integer < 0) {
    const whole = BigInt(integer) >> BigInt(architecture.pageShift);
    page.set(process, Number(whole));
    offset.set(process, Number(BigInt(integer) - (whole << BigInt(architecture.pageShift))));
    return null;
  }
  page.set(process, pageOf(architecture, integer));
  offset.set(process, offsetOf(architecture, integer));
  return null;
}

function takesText(fill: number): boolean {
  return fill === FILL.PATH || fill === FILL.DATA;
}
