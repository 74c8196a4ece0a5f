/** What may be typed into a console: commands, and behind some of them the names that they take. Only looks. */
import { EVENT } from '../../machine/events';
import { functionNames } from '../builds';
import { tablesOf } from './cells';
import type { Console } from './command';
import { COMMANDS } from './commands';

/** The names of the commands, without the short ones. */
function commandNames(): readonly string[] {
  return COMMANDS.flatMap(({ names }) => names.slice(0, 1));
}

/** What the last word of a line that is being typed may be, besides names of expressions; the line ends at the cursor. */
export function wordsFor({ language, timeline }: Console, line: string): readonly string[] {
  const words = line.trimStart().split(/\s+/);
  if (words.length === 1) return commandNames();
  const [command = '', first = ''] = words;
  if (words.length === 3) return command === 'break' && first === 'event' ? Object.keys(EVENT) : [];
  if (words.length > 3) return [];
  switch (command) {
    case 'help':
      return commandNames();
    case 'break':
      return ['event', 'failure', ...functionNames()];
    case 'tables':
      return [...language.names, ...tablesOf(timeline.computer)].map(({ name }) => name);
    default:
      return [];
  }
}
