/** The console debugger's commands that change the run: edits, and the branches that they begin. */
import type { Change } from '../../timeline/edit';
import { momentText } from '../../timeline/moment';
import type { Command } from './command';
import type { ConsoleDebugger } from './consoleDebugger';
import { cellOf, valueOf } from './queries';

export const CHANGING: readonly Command[] = [
  {
    names: ['set'],
    forms: [['CELL = NUMBER', 'change a cell here: another branch begins']],
    run: setCell,
  },
  {
    names: ['branches'],
    forms: [['', 'list the branches with the moments of their edits']],
    run: (session) => {
      const { timeline } = session;
      timeline.branches().forEach(({ edits }, i) => {
        const mark = i === timeline.branch ? '*' : ' ';
        const moments = edits.map(({ at }) => momentText(at)).join(', ');
        session.print(`${mark}${String(i)}  ${moments === '' ? 'no edits' : moments}`);
      });
    },
  },
  {
    names: ['branch'],
    forms: [['N', 'go to another branch, to the same moment']],
    run: (session, rest) => {
      const isNumber = /^\d+$/.test(rest);
      if (isNumber && session.timeline.switchBranch(Number(rest))) session.showPlace();
      else session.print(isNumber ? `there is no branch ${rest}` : 'branch needs a number');
    },
  },
];

function setCell(session: ConsoleDebugger, rest: string): void {
  const equals = rest.indexOf('=');
  if (equals < 0) {
    session.print('set needs a cell and a number: set message.protection[14] = 1');
    return;
  }
  const cell = cellOf(session, rest.slice(0, equals).trim());
  const value = cell === null ? null : valueOf(session, rest.slice(equals + 1));
  if (cell === null || value === null) return;
  if (typeof value !== 'number') {
    session.print(`${rest.slice(equals + 1).trim()}: a cell holds a number`);
    return;
  }
  const change: Change = { kind: 'cell', ...cell, value };
  const wrong = session.timeline.edit(change);
  session.print(wrong ?? `branch ${String(session.timeline.branch)}`);
}
