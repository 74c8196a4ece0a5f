/** Requests that read and write memory, and that name values for data breakpoints. */
import { MemoryEvent } from '@vscode/debugadapter';
import { evaluateInteger } from '../program/evaluation';
import { compileQuery } from '../language/compileQuery';
import { isInteger } from '../program/value';
import type { Arguments } from './arguments';
import { fromBase64, toBase64 } from './base64';
import { cellsId, cellsOfExpression, memoryId, MOST_WATCHED } from './dataBreakpoints';
import type { Answer, Call } from './dispatcher';
import { RequestError } from './errors';
import { addressText, parseReference, pieces, writing, type MemoryAddress } from './memoryAddress';
import type { Session } from './session';
import { actingEndpoint } from './threads';
import type { Look } from './variables/shown';

type Handler = (session: Session, args: Arguments, call: Call) => Answer;

/** Bytes that are read at once. */
const MOST_READ = 1 << 20;

export const MEMORY_REQUESTS: Readonly<Record<string, Handler>> = {
  readMemory(session, args) {
    const look = session.debuggee.look();
    const start = startOf(look, args);
    const count = Math.min(args.integer('count', 0), MOST_READ);
    return read(look, start, count);
  },

  writeMemory(session, args, call) {
    const look = session.debuggee.look();
    const start = startOf(look, args);
    const bytes = fromBase64(args.text('data'));
    if (bytes === null) throw new RequestError('writeMemory: data must be base64');
    const { changes, written } = writing(look, start, bytes);
    const isWhole = written === bytes.length;
    if (!isWhole && (written === 0 || !args.flag('allowPartial', false))) {
      const at = addressText(start.address + BigInt(written));
      throw new RequestError(
        `no page is present at ${at}: only memory that is there can be written`,
      );
    }
    session.edit(changes, call);
    const memoryReference = args.text('memoryReference');
    call.after(() => {
      if (!session.client.hasMemoryEvents) return;
      const offset = args.optionalInteger('offset') ?? 0;
      session.sendEvent(new MemoryEvent(memoryReference, offset, written));
    });
    return { bytesWritten: written };
  },

  dataBreakpointInfo(session, args) {
    const look = session.debuggee.look();
    const name = args.text('name');
    const bytes = args.optionalInteger('bytes', 1, MOST_WATCHED);
    if (args.flag('asAddress', false)) return watchAddress(session, look, name, bytes ?? 1);
    const reference = args.optionalInteger('variablesReference') ?? 0;
    if (reference !== 0) return watchVariable(session, look, reference, name, bytes);
    return watched(name, cellsId(cellsOfExpression(look, name)));
  },
};

function startOf(look: Look, args: Arguments): MemoryAddress {
  const { endpoint, address } = parseReference(look, args.text('memoryReference'));
  return { endpoint, address: address + BigInt(args.optionalInteger('offset') ?? 0) };
}

/** The bytes up to the first hole; where the hole comes first, its length. */
function read(look: Look, start: MemoryAddress, count: number): object {
  const address = addressText(start.address);
  const bytes: number[] = [];
  let hole = 0;
  for (const { frame, offset, length } of pieces(look, start, count)) {
    if (frame < 0) hole += length;
    else if (hole > 0) break;
    else for (const byte of look.computer.ram.readBytes(frame, offset, length)) bytes.push(byte);
  }
  return {
    address,
    ...(bytes.length > 0 ? { data: toBase64(Uint8Array.from(bytes)) } : {}),
    ...(hole > 0 ? { unreadableBytes: hole } : {}),
  };
}

/** A child of something shown: by the cells that hold it, else by the memory that it is. */
function watchVariable(
  session: Session,
  look: Look,
  reference: number,
  name: string,
  bytes: number | null,
): object {
  const children = session.nodes.get(reference).children(look, 0, Infinity);
  const child = children.find((one) => one.name === name);
  if (child === undefined) throw new RequestError(`there is no ${name} here`);
  const description = child.expression ?? name;
  if (child.cells !== undefined) return watched(description, cellsId(child.cells));
  if (child.expression !== undefined) {
    const cells = cellsOfExpression(look, child.expression);
    if (cells.length > 0) return watched(description, cellsId(cells));
  }
  if (child.memory === undefined || bytes === null) return watched(description, '');
  const { endpoint, address } = parseReference(look, child.memory);
  if (endpoint < 0) return watched(description, '');
  return watched(description, memoryId(look, endpoint, address, bytes));
}

/** An address of the process that acts: a number or an expression. */
function watchAddress(session: Session, look: Look, text: string, bytes: number): object {
  const endpoint = actingEndpoint(session.debuggee.timeline.recording);
  if (endpoint < 0) return watched(text, '');
  const query = compileQuery(text, look.program);
  if (!query.ok) throw new RequestError(query.message);
  const address = evaluateInteger(look.evaluation, query.expression);
  if (!isInteger(address)) throw new RequestError(`${text} is no address`);
  return watched(`${bytes} bytes at ${text}`, memoryId(look, endpoint, address, bytes));
}

function watched(description: string, dataId: string): object {
  if (dataId === '') return { dataId: null, description: `${description}: this cannot be watched` };
  return { dataId, description, accessTypes: ['write'], canPersist: true };
}
