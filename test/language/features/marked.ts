// Scripts with a marker: `$0` is where the cursor is, and is taken out.

import { Analysis } from '../../../src/language/features/analysis';
import type { ReadInclude } from '../../../src/language/analyze';

export interface Marked {
  readonly analysis: Analysis;
  readonly offset: number;
}

/** The script without its marker, and where that was. */
export function marked(text: string, readInclude?: ReadInclude): Marked {
  const offset = text.indexOf('$0');
  if (offset < 0) throw new Error('the script has no $0');
  const plain = text.slice(0, offset) + text.slice(offset + 2);
  return { analysis: new Analysis(plain, 'test.vms', readInclude), offset };
}
