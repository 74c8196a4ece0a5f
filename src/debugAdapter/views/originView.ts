/**
 * `pagewalk/origin`: which event made an entry, a region or a frame what it is, and why. Moves the run and puts it
 * back.
 */
import { EVENT } from '../../machine/events';
import { mapLookup } from '../../engine/vm/region';
import type { OriginBody, OriginFrame, PastEvent } from '../../protocol/origin';
import type { ViewArguments } from '../../protocol/requests';
import { history } from '../../timeline/history';
import { eventsAbout, eventsAboutEntry, type About } from '../../timeline/objects';
import type { Recording } from '../../timeline/recording';
import { hex, hexAddress, hexWord } from './hex';
import { header, isWrong, wrong, type Looking, type Wrong } from './looking';
import { serverFrames, visitEvent } from './pastEvents';
import { integerOf, placeOf, subjectOf } from './places';
import { regionText } from './regionsView';
import { entryName } from './tableForm';
import { entryAt, tableFrame, tablesNow, wordOf } from './tableEntries';
import { entryIndex } from '../../arch/entries';

/** Earlier events that are told besides the last one. */
const MOST_BEFORE = 3;

/** The kinds of events that make a region, or a frame, what it is. */
const REGION_KINDS = (1 << EVENT.region) | (1 << EVENT.split) | (1 << EVENT.merge);
const FRAME_KINDS = (1 << EVENT.frame) | (1 << EVENT.zero) | (1 << EVENT.cow) | (1 << EVENT.cache);

const SET_BY_MMU =
  'accessed and dirty bits are set by the processor as it translates, and that is no event';

interface Question {
  readonly about: About;
  readonly text: string;
  readonly note: string;
}

export function* originBody(
  look: Looking,
  asked: ViewArguments<'pagewalk/origin'>,
): Generator<void, OriginBody | Wrong> {
  const question = questionOf(look, asked);
  if (isWrong(question)) return question;
  const { timeline } = look;
  const found = yield* timeline.ask(lookBack(timeline.recording, question.about));
  return { ...header(look), about: question.text, ...found, note: question.note };
}

function questionOf(look: Looking, asked: ViewArguments<'pagewalk/origin'>): Question | Wrong {
  if (asked.of === 'frame') return aboutFrame(look, asked.address);
  if (asked.process === undefined) return wrong('pagewalk/origin: the argument process is missing');
  const subject = subjectOf(look, asked.process);
  if (isWrong(subject)) return subject;
  const place = placeOf(look, asked.address);
  if (isWrong(place)) return place;
  const { computer } = look;
  const { vmproc, name } = subject;
  if (asked.of === 'entry') return aboutEntry(look, vmproc, name, place.page, asked.level ?? 1);
  const region = mapLookup(computer, vmproc, place.page);
  if (region === 0) return wrong(`${name} has no region at ${hex(place.address)}`);
  const start = hexAddress(computer.architecture, computer.regions.start.get(region));
  return {
    about: { ...eventsAbout(computer, 'region', region), kinds: REGION_KINDS },
    text: `region ${regionText(computer, region)} at ${start} of ${name}`,
    note: '',
  };
}

function aboutFrame(look: Looking, text: string): Question | Wrong {
  const { computer } = look;
  const frame = integerOf(look, text);
  if (typeof frame === 'object') return frame;
  const { frames } = computer.ram;
  if (typeof frame === 'bigint' || frame < 0 || frame >= frames) {
    return wrong(`there is no frame ${text}: memory has frames 0 to ${hex(frames - 1)}`);
  }
  return {
    about: { ...eventsAbout(computer, 'frame', frame), kinds: FRAME_KINDS },
    text: `frame ${hex(frame)}`,
    note: '',
  };
}

function aboutEntry(
  { computer }: Looking,
  vmproc: number,
  name: string,
  page: number,
  number: number,
): Question | Wrong {
  const { architecture } = computer;
  const level = architecture.levels.find((one) => one.number === number);
  if (level === undefined) {
    return wrong(`${architecture.name} has ${architecture.levels.length} levels of page tables`);
  }
  const pages = 2 ** level.shift;
  const first = Math.floor(page / pages) * pages;
  const tables = tablesNow(computer, vmproc);
  const table = tableFrame(computer, tables, page, number);
  const word = table < 0 ? -1 : wordOf(computer, table, entryIndex(level, page));
  const entry = word < 0 ? null : entryAt(computer, tables, number, word);
  const frame = entry === null || !entry.isPresent ? -1 : entry.frame;
  const { accessed, dirty, words } = architecture.entry;
  const held = entry === null ? 'no table' : hexWord(entry.low, entry.high, words);
  const address = hexAddress(architecture, first);
  return {
    about: eventsAboutEntry(computer, { vmproc, page: first, pages, level: number, frame }),
    text: `${entryName(architecture, number)} for ${address} of ${name}: ${held}`,
    note: entry !== null && (entry.low & (accessed | dirty)) !== 0 ? SET_BY_MMU : '',
  };
}

/** Finds the last events, and goes to each of them. */
function* lookBack(
  recording: Recording,
  about: About,
): Generator<void, { set: PastEvent | null; stack: OriginFrame[]; before: PastEvent[] }> {
  const events = yield* history(recording, about, MOST_BEFORE + 2);
  // That the process began says nothing about its entries.
  const made = events.filter(({ event }) => event.kind !== EVENT.process);
  const last = made.pop();
  if (last === undefined) return { set: null, stack: [], before: [] };
  const set = yield* visitEvent(recording, last);
  const stack = serverFrames(recording);
  const before: PastEvent[] = [];
  for (const past of made.reverse().slice(0, MOST_BEFORE)) {
    before.push(yield* visitEvent(recording, past));
  }
  return { set, stack, before };
}
