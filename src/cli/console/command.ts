/** What a command of the console debugger is. The commands themselves are in moving, stopping, looking and changing. */
import type { ConsoleDebugger } from './consoleDebugger';

export interface Command {
  /** The first one is its name, the others are short for it. */
  readonly names: readonly string[];
  /** The ways to write it, as `help` prints them: what it takes, and what it then does. */
  readonly forms: readonly (readonly [takes: string, about: string])[];
  /** @param rest what was typed behind the name. */
  readonly run: (session: ConsoleDebugger, rest: string) => void | Promise<void>;
}

/** Lines that lists print at most. */
export const MOST_LINES = 40;
