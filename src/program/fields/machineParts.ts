/**
 * Names of the machine that stand alone: `now`, `ticks`, `sound`, `hash`, and the parts that have fields or are lists:
 * `frames`, `processes`, `events`, `disk` and the TLBs. Only looks.
 */
import { FIRST_USER_ROW } from '../../engine/kernel/ipc';
import { MP } from '../../engine/pm/mproc';
import { checkInvariants } from '../../engine/vm/sanitycheck';
import { readCounter, type Evaluation } from '../evaluation';
import { fail, type Failure } from '../failure';
import { processValue, textValue, truth, type PartValue, type Result, type Value } from '../value';
import { allCycles, EVERY_CPU, isTlbPart } from './cpuFields';

const PARTS = new Set(['frames', 'processes', 'events', 'disk']);
/** What `since` may ask for. */
const KEPT_AT_MARK = new Set(['now', 'ticks', 'cycles', 'frames', 'disk', 'processes']);

/** The value of a name that stands alone. */
export function machineValue(evaluation: Evaluation, name: string): Result {
  const { machine } = evaluation;
  if (isTlbPart(name)) return { kind: 'part', name, cpu: EVERY_CPU };
  if (evaluation.atMark && !KEPT_AT_MARK.has(name)) return fail('notAtMark', { name });
  if (PARTS.has(name)) return { kind: 'part', name, cpu: EVERY_CPU };
  switch (name) {
    case 'now':
      return evaluation.atMark ? machine.interpreter.markedEvent.get(1) : machine.trace.now;
    case 'ticks':
      return readCounter(evaluation, machine.kernel.ticks, 1);
    case 'cycles':
      return allCycles(evaluation);
    case 'seed':
      return machine.configuration.seed;
    case 'sound':
      return truth(checkInvariants(machine).length === 0);
    case 's':
      return evaluation.status < 0 ? fail('noMachineName', { name }) : evaluation.status;
    case 'hash':
      return textValue(machine.hash.all());
    default:
      return fail('noMachineName', { name });
  }
}

/** A field of `frames` or `disk`. */
export function partField(evaluation: Evaluation, part: string, name: string): Result {
  const { machine } = evaluation;
  const { diskState, globals } = machine;
  switch (`${part}.${name}`) {
    case 'frames.total':
      return machine.ram.frames;
    case 'frames.free':
      return readCounter(evaluation, globals.freeFrames, 1);
    case 'frames.largest':
      return largestFree(evaluation);
    case 'frames.cached':
      return readCounter(evaluation, globals.cachedCount, 1);
    case 'frames.copied':
      return readCounter(evaluation, globals.copiedFrames, 1);
    case 'disk.reads':
      return readCounter(evaluation, diskState.reads, 1);
    case 'disk.writes':
      return readCounter(evaluation, diskState.writes, 1);
    case 'disk.used':
      return machine.diskBlocks.rowCount();
    default:
      return fail('noField', { name, what: part });
  }
}

/** The elements of a part that is a list. */
export function partElements(evaluation: Evaluation, part: PartValue): Value[] | Failure {
  const { machine, events } = evaluation;
  if (part.name === 'frames') {
    return Array.from({ length: machine.ram.frames }, (_, frame) => frameElement(frame));
  }
  if (part.name === 'processes') return processElements(evaluation);
  if (part.name !== 'events') return fail('notList', { what: part.name });
  if (events === null) return fail('noEvents');
  if (events.missing > 0)
    return fail('eventsMissing', { count: events.count, missing: events.missing });
  return Array.from({ length: events.count }, (_, position) => ({ kind: 'event', position }));
}

function frameElement(frame: number): Value {
  return { kind: 'frame', frame, spot: null };
}

/** Processes that live or are zombies; not the servers. */
function processElements({ machine }: Evaluation): Value[] {
  const { mprocs, processes } = machine;
  const elements: Value[] = [];
  for (let row = mprocs.nextRow(FIRST_USER_ROW); row !== 0; row = mprocs.nextRow(row + 1)) {
    if ((mprocs.flags.get(row) & (MP.ALIVE | MP.ZOMBIE)) === 0) continue;
    elements.push(processValue(processes.endpoint.get(row)));
  }
  return elements;
}

/** Frames of the longest run of free ones. */
function largestFree({ machine }: Evaluation): number {
  const { freeBits, ram } = machine;
  let largest = 0;
  let run = 0;
  for (let frame = 0; frame < ram.frames; frame++) {
    const isFree = (freeBits.get(frame >>> 5) & (1 << (frame & 31))) !== 0;
    run = isFree ? run + 1 : 0;
    if (run > largest) largest = run;
  }
  return largest;
}
