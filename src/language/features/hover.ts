// What is said about the word under the mouse.

import type { Analysis } from './analysis';
import {
  describeAction,
  describeConstant,
  describeField,
  describeFunction,
  describeKey,
  describeName,
  errorText,
  numberText,
  parameterText,
  whyNotYet,
} from './describe';
import { nameText } from './nameText';
import { FAULT_TEXTS, INNER_WORDS, keywordText, SIGNAL_FIELD_TEXTS } from './texts/keywordTexts';
import { thingAt, type Thing } from './thing';
import type { Span } from '../tree';

export interface Hover extends Span {
  readonly markdown: string;
}

/** What is said about an offset, or null. */
export function hover(analysis: Analysis, offset: number): Hover | null {
  const thing = thingAt(analysis, offset);
  const markdown = thing === null ? undefined : textOf(analysis, thing);
  if (thing === null || markdown === undefined || markdown === '') return null;
  return { start: thing.start, end: thing.end, markdown };
}

function textOf(analysis: Analysis, thing: Thing): string | undefined {
  switch (thing.kind) {
    case 'name':
      return nameText(analysis, thing.of);
    case 'action':
      return describeAction(thing.name)?.markdown;
    case 'function':
      return describeFunction(thing.name)?.markdown;
    case 'constant':
      return constantText(thing);
    case 'builtIn':
      return describeName(thing.name);
    case 'field':
      return describeField(thing.of, thing.name);
    case 'argument':
      return argumentText(thing.callee, thing.name);
    case 'key':
      return describeKey(thing.owner, thing.name);
    case 'settingValue':
      return whyNotYet(thing.key, thing.name) ?? undefined;
    case 'word':
      return wordText(thing.name);
    case 'fault':
      return FAULT_TEXTS[thing.name]?.text;
    case 'path':
      return undefined;
    case 'integer':
      return integerText(thing.value);
  }
}

/** A constant, and when the call of this line answers it. */
function constantText({ name, callee }: Extract<Thing, { readonly kind: 'constant' }>): string {
  const text = describeConstant(name) ?? '';
  const when = callee === null ? undefined : errorText(callee, name);
  return when === undefined ? text : `${text}\n\n\`${callee ?? ''}\` answers it when: ${when}.`;
}

function argumentText(callee: string, name: string): string | undefined {
  const text = parameterText(callee, name);
  return text === undefined ? SIGNAL_FIELD_TEXTS[name] : `\`${name}\` of \`${callee}\`: ${text}`;
}

function wordText(name: string): string | undefined {
  return keywordText(name)?.text ?? INNER_WORDS[name];
}

/** A number in the bases in which people think of it. */
function integerText(value: number | bigint): string {
  const parts = [String(value)];
  if (value > 9) parts.push(numberText(value));
  for (const [unit, letter] of [
    [2n ** 30n, 'G'],
    [2n ** 20n, 'M'],
    [2n ** 10n, 'K'],
  ] as const) {
    const exact = BigInt(value);
    if (exact >= unit && exact % unit === 0n) {
      parts.push(`${exact / unit}${letter}`);
      break;
    }
  }
  return parts.length < 2 ? '' : parts.map((part) => `\`${part}\``).join(' = ');
}
