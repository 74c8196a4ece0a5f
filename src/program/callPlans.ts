/**
 * The call table with its fields resolved to columns of one machine, so that a message is filled without looking names
 * up. Made once with the machine; holds nothing that a run changes.
 */
import { CALLS, PAIRS, type Call, type CallParameter, type NumberField } from '../engine/calls';
import type { Machine } from '../engine/machine';
import type { FloatColumn, Int32Column } from '../machine/columns';

/** How an argument gets into a message. */
export const FILL = {
  IGNORE: 0,
  /** A pair; an address wraps around at the machine's word, a length or offset keeps its sign. */
  ADDRESS: 1,
  LENGTH: 2,
  NUMBER: 3,
  /** A string's number into `number`. */
  PATH: 4,
  /** A string's number into `number`, or an address into the pair. */
  DATA: 5,
  STRUCT: 6,
  DESCRIPTOR: 7,
  ENDPOINT: 8,
  /** Nothing goes in; what comes out is compared. */
  STATUS: 9,
  OUTPUTS: 10,
} as const;

export interface ParameterPlan {
  readonly name: string;
  readonly fill: number;
  readonly isOptional: boolean;
  readonly page: FloatColumn | null;
  readonly offset: Int32Column | null;
  readonly number: Int32Column | null;
  /** Where bits 32 to 63 of a number go, null where they are dropped. */
  readonly high: Int32Column | null;
  /** What stands in `number` when the argument is left out. */
  readonly fallback: number;
  readonly members: readonly ParameterPlan[];
  /** Columns that hold an output afterwards. */
  readonly outputs: readonly Int32Column[];
}

export interface CallPlan {
  readonly call: Call;
  readonly parameters: readonly ParameterPlan[];
  readonly fixed: readonly { readonly column: Int32Column; readonly value: number }[];
  /** The result is a pair: resultPage and resultOffset. */
  readonly isPair: boolean;
  /** Results are printed in hexadecimal. */
  readonly isAddress: boolean;
  /** Some argument may say what comes out besides the result. */
  readonly hasOutputs: boolean;
}

/** Plans of all calls, by their numbers. */
export function planCalls(machine: Machine): readonly CallPlan[] {
  return CALLS.map((call) => {
    const parameters = call.parameters.map((parameter) => planParameter(machine, parameter));
    return {
      call,
      parameters,
      fixed: call.fixed.map(({ field, value }) => ({ column: machine.messages[field], value })),
      isPair: call.result === 'address' || call.result === 'offset',
      isAddress: call.result === 'address',
      hasOutputs: parameters.some(({ fill, outputs }) => fill === FILL.DATA || outputs.length > 0),
    };
  });
}

/** Columns of a message that `planCalls` fills, for clearing them. */
export function messageColumns(machine: Machine): {
  readonly numbers: readonly Int32Column[];
  readonly pages: readonly FloatColumn[];
} {
  const { messages } = machine;
  const numbers: Int32Column[] = [];
  const pages: FloatColumn[] = [];
  for (const [name, column] of messages.fields) {
    if (name === 'source' || name === 'type' || name === 'result') continue;
    if (column.kind === 'i32') numbers.push(column);
    else pages.push(column);
  }
  return { numbers, pages };
}

function planParameter(machine: Machine, parameter: CallParameter): ParameterPlan {
  const plan: ParameterPlan = {
    name: parameter.name,
    fill: fillOf(parameter),
    isOptional: parameter.optional === true,
    ...{ page: null, offset: null, number: null, high: null, fallback: 0 },
    ...{ members: [], outputs: [] },
  };
  const { messages } = machine;
  const column = (field: NumberField): Int32Column => messages[field];
  switch (parameter.kind) {
    case 'ignored':
      return plan;
    case 'address':
    case 'length':
    case 'offset':
    case 'data': {
      const [page, offset] = PAIRS[parameter.field];
      return { ...plan, page: messages[page], offset: messages[offset], number: messages.text };
    }
    case 'struct': {
      const members = parameter.members.map((member) => planParameter(machine, member));
      return { ...plan, members };
    }
    case 'outputs':
      return { ...plan, outputs: parameter.fields.map(column) };
    case 'output':
    case 'status':
      return { ...plan, outputs: [column(parameter.field)] };
    case 'path':
    case 'image':
      return { ...plan, number: column(parameter.field) };
    default: {
      const high = parameter.high === undefined ? null : column(parameter.high);
      const fallback = parameter.default ?? 0;
      return { ...plan, number: column(parameter.field), high, fallback };
    }
  }
}

function fillOf({ kind }: CallParameter): number {
  switch (kind) {
    case 'ignored':
      return FILL.IGNORE;
    case 'address':
      return FILL.ADDRESS;
    case 'length':
    case 'offset':
      return FILL.LENGTH;
    case 'path':
      return FILL.PATH;
    case 'data':
      return FILL.DATA;
    case 'struct':
      return FILL.STRUCT;
    case 'descriptor':
      return FILL.DESCRIPTOR;
    case 'endpoint':
      return FILL.ENDPOINT;
    case 'status':
      return FILL.STATUS;
    case 'output':
    case 'outputs':
      return FILL.OUTPUTS;
    default:
      return FILL.NUMBER;
  }
}
