/** Why a condition does not hold, in both sides' values where it is a comparison. Only looks. */
import { evaluate, holds, type Evaluation } from './evaluation';
import { looking } from './evaluator';
import { fail, type Failure } from './failure';
import type { Expression } from './form';
import { formatValue } from './format';
import { COMPARISONS } from './operators';
import { isFailure, type Value } from './value';

/** Beyond this a number is shown in hexadecimal too. */
const LARGE = 4096;

/**
 * The failure of a condition that was found not to hold. Of `a && b` it is the part that does not hold. Nothing is drawn
 * again: where a side has `pick`, only the condition is named.
 */
export function whyNot({ machine, program }: Evaluation, condition: Expression): Failure {
  return explain(looking(machine, program), condition);
}

function explain(evaluation: Evaluation, condition: Expression): Failure {
  if (condition.kind === 'binary') {
    if (condition.operator === '&&') {
      const left = holds(evaluation, condition.left);
      if (typeof left !== 'boolean') return fail('conditionFails', {}, condition.place);
      return explain(evaluation, left ? condition.right : condition.left);
    }
    if (COMPARISONS.has(condition.operator)) {
      const left = evaluate(evaluation, condition.left);
      const right = evaluate(evaluation, condition.right);
      if (!isFailure(left) && !isFailure(right)) {
        const args = {
          left: show(evaluation, left),
          right: show(evaluation, right),
          operator: condition.operator,
        };
        return fail('comparisonFails', args, condition.place);
      }
    }
  }
  return fail('conditionFails', {}, condition.place);
}

function show({ machine }: Evaluation, value: Value): string {
  const text = formatValue(machine, value);
  if (typeof value === 'object' || (value < LARGE && value > -LARGE)) return text;
  return `${text} (${formatValue(machine, value, true)})`;
}
