/** Who set the entry that is shown: asked when somebody chose it, because it takes a look at the whole past. */
import type { Moment } from '../../src/protocol/answer';
import type { OriginBody } from '../../src/protocol/origin';
import type { EntryRow } from '../../src/protocol/pageTables';
import { Refused, type Host } from '../shared/host';

/** Where an entry is. */
export interface EntryPlace {
  readonly process: number;
  readonly address: string;
  readonly level: number;
}

export class Origins {
  private key = '';
  /** A text: why there is no answer. */
  private answer: OriginBody | string | null = null;
  /** Whether whichever entry is shown next is asked about. */
  private follows = false;

  constructor(
    private readonly host: Host,
    private readonly render: () => void,
  ) {}

  /** Somebody chose an entry: of this one and of what it becomes at later stops the origin is wanted. */
  follow(): void {
    this.follows = true;
  }

  /** What is known of an entry; null: nothing yet. */
  of(place: EntryPlace, entry: EntryRow, now: Moment): OriginBody | string | null {
    const isKnown = this.key === keyOf(place, entry) && !isAfter(this.answer, now);
    if (isKnown) return this.answer;
    if (this.follows) this.ask(place, entry);
    return null;
  }

  ask(place: EntryPlace, entry: EntryRow): void {
    const key = keyOf(place, entry);
    if (this.key === key && this.answer === null) return;
    this.follows = true;
    this.key = key;
    this.answer = null;
    void this.load(key, place);
  }

  private async load(key: string, place: EntryPlace): Promise<void> {
    let answer: OriginBody | string;
    try {
      answer = await this.host.ask('pagewalk/origin', { of: 'entry', ...place });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      answer = error.message;
    }
    if (this.key !== key) return;
    this.answer = answer;
    this.render();
  }
}

function keyOf({ process, address, level }: EntryPlace, { word, place }: EntryRow): string {
  return [process, address, level, word, place].join(' ');
}

/** Whether an answer tells of what lies ahead by now: the run went back. */
function isAfter(answer: OriginBody | string | null, now: Moment): boolean {
  if (answer === null || typeof answer === 'string' || answer.set === null) return false;
  const { statement, event } = answer.set.at;
  return statement > now.statement || (statement === now.statement && event > now.event);
}
