/** From what a request names (an endpoint, an expression) to what the machine has. Only looks. */
import { compileQuery } from '../../language/compileQuery';
import { pageOf, offsetOf, wordBits } from '../../program/address';
import type { ProcessRow, VmprocRow } from '../../engine/machine';
import { evaluate } from '../../program/evaluation';
import { shorten, type Integer } from '../../program/integer';
import { sentence } from '../../program/messages';
import { asInteger } from '../../program/operators';
import { nameOfProcess } from '../../program/processNames';
import { rowOf } from '../../program/processes';
import { isFailure, isInteger } from '../../program/value';
import { wrong, type Looking, type Wrong } from './looking';

/** A process that is there. */
export interface Subject {
  readonly row: ProcessRow;
  readonly vmproc: VmprocRow;
  readonly endpoint: number;
  readonly name: string;
}

export function subjectOf({ computer }: Looking, endpoint: number): Subject | Wrong {
  const row = rowOf(computer, endpoint);
  if (row === 0)
    return wrong('this process is gone; pagewalk/processes lists those that are there');
  const vmproc = computer.processes.vmproc.get(row);
  return { row, vmproc, endpoint, name: nameOfProcess(computer, endpoint) };
}

/** An address as the machine has it. */
export interface Place {
  readonly address: Integer;
  readonly page: number;
  /** Bytes below the page. */
  readonly offset: number;
}

/** A plain number needs no compiler. */
const NUMBER = /^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i;

/** The value of an expression, as an address. */
export function placeOf(look: Looking, text: string): Place | Wrong {
  const { architecture } = look.computer;
  const address = integerOf(look, text.trim());
  if (typeof address === 'object') return address;
  const bits = wordBits(architecture);
  if (BigInt(address) >= 2n ** BigInt(bits)) {
    return wrong(`${text} is 0x${address.toString(16)}, and addresses have ${bits} bits`);
  }
  return { address, page: pageOf(architecture, address), offset: offsetOf(architecture, address) };
}

/** The value of an expression that must be a number. */
export function integerOf({ computer, program, timeline }: Looking, text: string): Integer | Wrong {
  if (NUMBER.test(text)) return shorten(BigInt(text));
  const query = compileQuery(text, program);
  if (!query.ok) return wrong(`${text}: ${query.message} (column ${query.column})`);
  const value = evaluate(timeline.look(), query.expression);
  if (isFailure(value)) return wrong(`${text}: ${sentence(value)}`);
  const integer = asInteger(computer, value);
  return isInteger(integer) ? integer : wrong(`${text}: ${sentence(integer)}`);
}
