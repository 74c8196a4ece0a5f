/** The frames of a call stack as lines of text. Only looks. */
import { sourceLine } from '../builds';
import type { Recording } from '../recording';
import type { Frame } from '../stack';
import { nameOfRow } from '../processName';

/** One frame as a line. */
export function frameText({ computer, program }: Recording, frame: Frame): string {
  switch (frame.kind) {
    case 'message':
      return `${frame.type} from ${nameOfRow(computer, program, frame.process)}`;
    case 'statement': {
      const { line, column } = frame.place;
      const inside = frame.definition === null ? '' : ` calls ${frame.definition}`;
      return `line ${String(line)}, column ${String(column)}${inside}`;
    }
    case 'server': {
      const values = frame.arguments.map(({ name, value }) => `${name}=${argumentText(value)}`);
      const code = sourceLine(frame.file, frame.line);
      const call = `${frame.function}(${values.join(', ')})`;
      return `${call} at ${frame.file}:${String(frame.line)}  ${code}`;
    }
  }
}

/** What is no number was an object. */
function argumentText(value: number): string {
  if (Number.isNaN(value)) return '...';
  return value >= 4096 ? `0x${value.toString(16)}` : String(value);
}
