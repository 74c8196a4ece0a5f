/** Fields of a recorded event, and its address, frame and CPU where its kind has them. Only looks. */
import { EVENT, EVENT_NAMES } from '../../machine/events';
import { addressOf } from '../address';
import type { Evaluation } from '../evaluation';
import type { EventSource, RecordedEvent } from '../eventSource';
import { fail } from '../failure';
import { processValue, textValue, type Result } from '../value';

/** Kinds whose `a` or `b` is a page, whose subject is a CPU, and which of their numbers is a frame. */
const PAGE_IN_A = new Set<number>([
  ...[EVENT.fault, EVENT.zero, EVENT.pte, EVENT.region, EVENT.fill, EVENT.evict],
  ...[EVENT.flush, EVENT.shootdown, EVENT.access],
]);
const PAGE_IN_B = new Set<number>([EVENT.split, EVENT.merge]);
const CPU_SUBJECT = new Set<number>([
  ...[EVENT.fill, EVENT.evict, EVENT.flush, EVENT.shootdown, EVENT.switch],
]);
const FRAME_IN_B = new Set<number>([
  ...[EVENT.zero, EVENT.cow, EVENT.refcount, EVENT.fill, EVENT.evict, EVENT.cache],
]);

/** The field `name` of the event at a position of the record. */
export function eventField(evaluation: Evaluation, position: number, name: string): Result {
  const { events } = evaluation;
  const event = events?.event(position);
  if (events === null || event === undefined) return fail('noEvents');
  switch (name) {
    case 'kind':
      return textValue(EVENT_NAMES[event.kind] ?? '');
    case 'rule':
      return textValue(events.rule(event.rule));
    case 'number':
      return event.number;
    case 'call':
      return textValue(event.call);
    case 'function':
    case 'line':
      return lineField(events, position, name);
    case 'process':
      return event.endpoint < 0 ? 0 : processValue(event.endpoint);
    case 'cpu':
      return CPU_SUBJECT.has(event.kind) ? event.subject - 1 : event.cpu;
    case 'address':
      return addressField(evaluation, event);
    case 'frame':
      return frameField(event);
    default:
      return fail('noField', { name, what: 'event' });
  }
}

/** Asking for them may make the record anew, with them. */
function lineField(events: EventSource, position: number, name: 'function' | 'line'): Result {
  const event = events.hasLines ? events.event(position) : undefined;
  if (event === undefined) return fail('noLines', { name });
  return name === 'line' ? event.line : textValue(event.function);
}

function addressField({ machine }: Evaluation, event: RecordedEvent): Result {
  if (PAGE_IN_B.has(event.kind)) return addressOf(machine.architecture, event.b, 0);
  if (!PAGE_IN_A.has(event.kind) || event.a < 0) return noSuch('address', event);
  return addressOf(machine.architecture, event.a, 0);
}

function frameField(event: RecordedEvent): Result {
  const frame = event.kind === EVENT.frame ? event.subject : event.b;
  if (event.kind !== EVENT.frame && !FRAME_IN_B.has(event.kind)) return noSuch('frame', event);
  return { kind: 'frame', frame, spot: null };
}

function noSuch(name: string, event: RecordedEvent): Result {
  return fail('eventWithout', { name, kind: EVENT_NAMES[event.kind] ?? '' });
}
