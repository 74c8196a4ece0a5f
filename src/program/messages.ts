/**
 * Every sentence of the program layer in English, in one table, so that it can be translated as one. Elsewhere there
 * are only ids and arguments.
 */
import type { Message } from './failure';

/** `{name}` is replaced by that argument. */
export const MESSAGES = {
  // Expectations.
  conditionFails: 'this does not hold',
  comparisonFails: 'this does not hold: the left side is {left}, the right side is {right}',
  notSuccessful: 'it failed: {actual}',
  wrongResult: 'expected {expected}, got {actual}',
  signalled: 'it ended in {signal}',
  signalledInstead: 'expected {expected}, but it ended in {signal}',
  noSignal: 'expected {signal}, but it returned {actual}',
  wrongSignalField: 'expected {name}={expected}, got {name}={actual}',
  noSignalField: 'a signal has no field {name}: there are si_signo, si_code, si_errno and si_addr',
  wrongOutput: 'expected {expected} as number {index} of {name}, got {actual}',
  wrongRead: 'expected to read {expected}, got {actual}',
  wrongStatus: 'expected the status {expected}, got {actual}',
  wrongStatusIs: 'the status is {actual}, for which that does not hold',
  signalMissing: '{process} did not get {signal}',
  stillThere: '{process} has not ended',
  endedOtherwise: 'expected {process} to have {expected}, but it {actual}',
  mapMissing: 'nothing is mapped where this line is expected: {expected} (differences: {count})',
  mapDiffers: 'expected {expected}, found {found} (differences: {count})',
  mapUnexpected: 'not expected, but mapped: {found} (differences: {count})',
  deadMaps: '{process} has ended: it has no mappings',

  // Who may act.
  deadActs: '{process} has ended: it can do nothing any more',
  blockedActs: '{process} still waits in its last call: another process must end that first',
  serverActs: '{process} is a server: it only sends messages to VM, and acts when it gets one',
  stillWaits: '{name} of {process} has not returned: nobody ended its waiting',
  nothingToResume: '{process} has no unfinished call that {name} could resume',
  accessUnfinished:
    '{name} is an access, and accesses cannot be unfinished: leave out <unfinished ...>',
  noAction: 'there is no call or access {name}',
  spawnFailed: 'the process could not be made: {error}',

  // Arguments of actions.
  argumentNeeded: '{call} needs {name}',
  argumentMissing: '{name} needs more arguments',
  argumentRange: '{value} is out of range as an argument of {name}',
  negativeLength: 'the length of {name} is {length}, but a length is 0 or more',
  pathNeeded: '{name} must be a path in quotes',
  stringNeeded: '{name} must be an address, or a string that stands in the script',
  notStruct: '{name} takes no struct',
  settingRange: '{value} is out of range here',
  injectUnknown: '{name} cannot be injected: there are alloc(k), disk(ERRNO) and disk(delay=n)',
  injectRange: '{name} needs a number from 1 on, not {value}',

  // Numbers.
  overflow: '{value} is too large or too small: integers go from -2^63 to 2^64-1',
  divisionByZero: '{value} is divided by 0',
  shiftCount: 'shifted by {count}, but only 0 to 63 are possible',
  stepZero: 'the step of a loop must not be 0',
  emptyRange: 'nothing can be picked from {from}..{to}: it is empty',
  bytesNoNumber: '{length} bytes are no number: at most 8 are',
  noNumber: 'a {what} is no number',

  // Variables, arrays, lists.
  unavailable: '{name} has no value yet',
  unknownHere: 'nothing is called {name} where the run stands',
  notArray: '{name} is no array: `let {name}[n]` makes one',
  notIndexed: 'a {what} has no elements',
  indexOutside: 'the index {index} is outside: there are {length} elements, from 0 on',
  arrayGone: 'this array does not exist any more',
  arrayInArray: 'an element of an array cannot be a list itself',
  arrayLength: 'an array cannot have {length} elements: at most {most} are possible',
  noRoomForArray: 'there is no room for an array of {length} elements',
  noRoomForBytes: 'there is no room to keep {length} bytes in a variable',
  tooManyBytes: '{length} bytes are too many: at most {most} are possible here',
  cannotKeep: 'a variable cannot hold a {what}: compare or print it at once',
  nothingToKeep: 'there is no {what} here that a variable could hold',
  notList: 'a {what} is no list',
  listTooLong: 'this list has {length} elements: at most {most} are possible here',
  noneFound: '{name} found no element',
  noElement:
    '.{name} has no element to look at: it belongs into `where`, `by`, or the value of `sum`',
  incomparable: 'a {left} and a {right} cannot be compared',
  definitionIsBlock: 'this `def` is a block, and a block has no value',
  nestedTooDeep: '{name} calls itself too often',
  noSelf: 'there is no `self` here: only inside a `def` that a process runs',
  noValue: 'a {what} is no value here',

  // What was looked for.
  noFunction: 'there is no function {name}',
  noMachineName: 'there is nothing called {name}',
  noServer: 'there is no server {name}',
  noField: 'a {what} has no field {name}',
  noProcess: 'there is no process {pid}',
  notProcess: 'a {what} is no process',
  forgotten: 'this process ended too long ago: nothing is known of it any more',
  ended: 'process {pid} has ended: it has no {name} any more',
  stillLives: 'process {pid} has not exited',
  wasKilled: 'process {pid} did not exit: signal {signal} ended it',
  noRegion: 'no region of process {pid} holds {address}',
  regionGone: 'this region does not exist any more',
  noNamedRegion: 'process {pid} has no {name}',
  noFileThere: 'the region at {address} maps no file',
  noFrame: 'no frame is mapped at {address} of process {pid}',
  frameOutside: 'there is no frame {frame}: the memory has {frames}',
  noLevel: 'there is no level {level}: the page tables have {levels}, of which 1 is the last',
  noTable: 'process {pid} has no table of level {level} for {address}',
  notPresent: 'the entry of level {level} for {address} of process {pid} is not present',
  noTlbEntry: 'the TLB of CPU {cpu} has no entry for {address} of process {pid}',
  noCpu: 'there is no CPU {cpu}: this machine has {cpus}, from 0 on',
  noTlb: 'this machine has no {name}: see tlb, itlb and dtlb in `machine`',
  noFile: 'there is no file {path}',
  fileGone: 'this file does not exist any more',
  pathExpected: '{name} needs a path in quotes',
  noEvents: 'no events were recorded here',
  eventsMissing: 'only {count} events were recorded; {missing} more have happened',
  noLines: '.{name} of this event was not recorded',
  eventWithout: 'an event of kind {kind} has no {name}',
  noMark: '`since` needs a `mark` before it',
  notAtMark: '{name} was not kept at the mark: `since` knows counters only',
  pickOnlyRuns: '`pick` draws only when its statement runs',
} as const;

export type MessageId = keyof typeof MESSAGES;

/** A message as an English sentence. */
export function sentence({ id, args }: Message): string {
  return MESSAGES[id].replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = args[name];
    return value === undefined ? whole : String(value);
  });
}
