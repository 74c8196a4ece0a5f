/** Why a TLB entry is stale, for people. */
import { ENTRY_EXECUTABLE, ENTRY_USER, ENTRY_WRITABLE } from '../../arch/entries';
import type { Staleness } from '../../program/staleEntry';
import { hex } from './hex';

const RIGHTS: readonly (readonly [number, string])[] = [
  [ENTRY_WRITABLE, 'writing'],
  [ENTRY_EXECUTABLE, 'execution'],
  [ENTRY_USER, 'user mode'],
];

export function staleText(stale: Staleness): string {
  switch (stale.kind) {
    case 'absent':
      return 'the page table has no translation for this page any more';
    case 'rights': {
      const names = RIGHTS.filter(([right]) => (stale.rights & right) !== 0);
      return `it still allows ${names.map(([, name]) => name).join(' and ')}, the page table does not`;
    }
    case 'frame':
      return `the page table leads to frame ${hex(stale.frame)}`;
  }
}
