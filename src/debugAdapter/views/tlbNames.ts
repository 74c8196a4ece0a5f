/** TLBs by name. */
import { TLB_KIND } from '../../arch/hardware';

const NAMES: Readonly<Record<number, string>> = {
  [TLB_KIND.unified]: 'L1',
  [TLB_KIND.fetch]: 'L1 code',
  [TLB_KIND.data]: 'L1 data',
  [TLB_KIND.second]: 'L2',
};

/** @param kind TLB_KIND. */
export function tlbName(kind: number): string {
  return NAMES[kind] ?? 'TLB';
}
