// What kind of value an expression gives, as far as its text tells. The checker does the same on
// compiled expressions (checkKinds.ts); this works on a tree that may be broken.

import { makesProcess } from '../collectNames';
import { constantValue } from '../constants';
import type { Expression } from '../tree';
import {
  elementKind,
  fieldKind,
  functionSignature,
  isComprehension,
  isServerName,
  machineNameKind,
  type Kind,
} from '../vocabulary';

/** What is known where an expression stands. */
export interface KindScope {
  /** The kind of a name of the script; undefined when the script has no such name. */
  readonly nameKind: (name: string) => Kind | undefined;
  /** What `.field` without a value before it means a field of. */
  readonly element: Kind;
}

/** The kind of an expression's value; `any` when nothing is known. */
export function kindOfExpression(expression: Expression, scope: KindScope): Kind {
  switch (expression.kind) {
    case 'integer':
    case 'character':
    case 'boolean':
    case 'unary':
    case 'binary':
      return 'number';
    case 'string':
      return 'text';
    case 'list':
      return 'list';
    case 'name':
      return kindOfName(expression.name, scope);
    case 'elementField':
      return fieldKind(scope.element, expression.field) ?? 'any';
    case 'field':
      return fieldKind(kindOfExpression(expression.object, scope), expression.field) ?? 'any';
    case 'index':
      return elementKind(kindOfExpression(expression.object, scope));
    case 'call':
      return kindOfFunction(expression, scope);
    case 'missing':
      return 'any';
  }
}

function kindOfName(name: string, { nameKind }: KindScope): Kind {
  const own = nameKind(name);
  if (own !== undefined) return own;
  if (name === 'self' || isServerName(name)) return 'process';
  return machineNameKind(name) ?? (constantValue(name) === undefined ? 'any' : 'number');
}

function kindOfFunction(
  { callee, args, by }: Extract<Expression, { readonly kind: 'call' }>,
  scope: KindScope,
): Kind {
  if (!isComprehension(callee)) return functionSignature(callee)?.result ?? 'any';
  const [list] = args;
  if (callee === 'first' || callee === 'last') {
    return list === undefined ? 'any' : elementKind(kindOfExpression(list, scope));
  }
  return by === null ? 'number' : 'table';
}

/** The kind of what an action answers into a variable. */
export function kindOfResult(callee: string): Kind {
  return makesProcess(callee) ? 'process' : 'number';
}
