/**
 * What a call gives back besides its result, compared with what its line says: `pipe([3, 4])`,
 * `wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL)`, `read(fd, "hello", 5)`. Only looks.
 *
 * `NULL` and `...` expect nothing; with `placement = recorded` nothing is compared.
 */
import type { ProcessRow } from '../engine/machine';
import { VFS_READ } from '../engine/messages';
import { lastTransfer } from '../engine/vfs/peek';
import { FILL, type CallPlan, type ParameterPlan } from './callPlans';
import { evaluate, evaluateInteger, holds, type Evaluation } from './evaluation';
import { looking } from './evaluator';
import { fail, type Failure } from './failure';
import type { Argument, Expression } from './form';
import { quote } from './format';
import { equals } from './operators';
import { bytesValue, isFailure, isInteger, type Value } from './value';

interface Asked {
  readonly action: number;
  readonly arguments: readonly Argument[];
}

/**
 * Compares the outputs of a call that has ended.
 * @param result its result: a failed call writes nothing.
 * @returns what is wrong, or null.
 */
export function judgeOutputs(
  { machine, program }: Evaluation,
  asked: Asked,
  process: ProcessRow,
  result: Value,
): Failure | null {
  const plan = machine.callPlans[asked.action];
  if (plan?.hasOutputs !== true || (typeof result === 'number' && result < 0)) return null;
  if (machine.configuration.placement === 'recorded') return null;
  const evaluation = looking(machine, program);
  for (const [position, parameter] of plan.parameters.entries()) {
    const expression = asked.arguments[position]?.value;
    if (expression === undefined) continue;
    const wrong = judgeOutput(evaluation, plan, parameter, expression, process);
    if (wrong !== null) return wrong;
  }
  return null;
}

function judgeOutput(
  evaluation: Evaluation,
  plan: CallPlan,
  parameter: ParameterPlan,
  expression: Expression,
  process: ProcessRow,
): Failure | null {
  const { fill } = parameter;
  if (fill === FILL.DATA && plan.call.type === VFS_READ) {
    return expression.kind === 'string' ? judgeRead(evaluation, expression, process) : null;
  }
  if (expression.kind !== 'list') return null;
  if (fill === FILL.STATUS) {
    const [element] = expression.elements;
    const status = parameter.outputs[0]?.get(process) ?? 0;
    return element === undefined ? null : judgeStatus(evaluation, element, status);
  }
  if (fill !== FILL.OUTPUTS) return null;
  for (const [i, element] of expression.elements.entries()) {
    const column = parameter.outputs[i];
    if (column === undefined || element.kind === 'anything') continue;
    const wanted = evaluateInteger(evaluation, element);
    if (!isInteger(wanted)) return wanted;
    const actual = column.get(process);
    if (actual !== wanted) {
      return fail('wrongOutput', {
        name: parameter.name,
        index: i,
        actual,
        expected: String(wanted),
      });
    }
  }
  return null;
}

/** A string in place of read's buffer is what the call is expected to read. */
function judgeRead(
  evaluation: Evaluation,
  expression: Expression,
  process: ProcessRow,
): Failure | null {
  const { machine } = evaluation;
  const wanted = evaluate(evaluation, expression);
  if (isFailure(wanted) || typeof wanted !== 'object' || wanted.kind !== 'bytes') return null;
  if (wanted.bytes.length === 0) return null;
  const read = machine.processes.result.get(process);
  const bytes = new Uint8Array(wanted.open ? Math.min(read, wanted.bytes.length) : read);
  lastTransfer(machine, process, bytes);
  const actual = bytesValue(bytes);
  if (equals(machine, actual, wanted) === true) return null;
  return fail('wrongRead', {
    actual: quote(bytes, wanted.open),
    expected: quote(wanted.bytes, wanted.open),
  });
}

/** A number, or a condition in braces on the status `s`. */
function judgeStatus(evaluation: Evaluation, element: Expression, status: number): Failure | null {
  if (element.kind === 'anything') return null;
  const actual = `0x${status.toString(16)}`;
  if (element.kind !== 'struct') {
    const wanted = evaluateInteger(evaluation, element);
    if (!isInteger(wanted)) return wanted;
    if (wanted === status) return null;
    return fail('wrongStatus', { actual, expected: `0x${wanted.toString(16)}` });
  }
  evaluation.status = status;
  for (const field of element.fields) {
    const answer = holds(evaluation, field.value);
    if (typeof answer !== 'boolean') return answer;
    if (!answer) return fail('wrongStatusIs', { actual });
  }
  return null;
}
