/** The console's commands that change the run: edits, and the branches that they begin. */
import { momentText } from '../moment';
import { cellOf } from './cells';
import { lines, Refusal, type Answer, type Command, type Console } from './command';
import { refuseRest, valueOf } from './queries';

export const CHANGING: readonly Command[] = [
  {
    names: ['set'],
    forms: [['CELL = NUMBER', 'change a cell here: another branch begins']],
    run: setCell,
  },
  {
    names: ['branches'],
    forms: [['', 'list the branches with the moments of their edits']],
    run: ({ timeline }, rest) => {
      const list = timeline.branches().map(({ edits }, i) => {
        const mark = i === timeline.branch ? '*' : ' ';
        const moments = edits.map(({ at }) => momentText(at)).join(', ');
        return `${mark}${i}  ${moments === '' ? 'no edits' : moments}`;
      });
      return refuseRest('branches', rest) ?? lines(list);
    },
  },
  {
    names: ['branch'],
    forms: [['N', 'go to another branch, to the same moment']],
    run: ({ timeline }, rest): Answer => {
      if (!/^\d+$/.test(rest)) return new Refusal('branch needs a number: branches lists them');
      const branch = Number(rest);
      if (branch < timeline.branches().length) return { kind: 'branch', branch };
      return new Refusal(`there is no branch ${rest}: branches lists them`);
    },
  },
];

function setCell(console: Console, rest: string): Answer {
  const equals = rest.indexOf('=');
  const [typed, text] = [rest.slice(0, equals).trim(), rest.slice(equals + 1).trim()];
  if (equals < 0 || typed === '' || text === '') {
    return new Refusal('set needs a cell and a number: set message.protection[14] = 1');
  }
  const cell = cellOf(console, typed);
  if (cell instanceof Refusal) return cell;
  const value = valueOf(console, text);
  if (value instanceof Refusal) return value;
  if (typeof value !== 'number') return new Refusal(`${text}: a cell holds a number`);
  return { kind: 'edit', change: { kind: 'cell', ...cell, value } };
}
