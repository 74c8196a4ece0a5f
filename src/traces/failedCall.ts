/** Calls that failed in a log. */
import type { LoggedCall } from './parseLine';
import { WHY } from './reasons';
import type { ScenarioWriter } from './scenario';

/** A call that failed for a reason that the model does not know must have no effect. */
export function fail({ log }: ScenarioWriter, { event, error }: LoggedCall): void {
  log.tally.add(WHY.failed, error === null ? event.name : `${event.name} ${error}`);
}
