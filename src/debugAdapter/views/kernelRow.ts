/** Making the lines of the view of the kernel. */
import type { KernelDetail, KernelRow } from '../../protocol/kernel';

export function kernelRow(
  id: string,
  label: string,
  value: string,
  about: string,
  details: readonly KernelDetail[] = [],
): KernelRow {
  return { id, label, value, about, details };
}

/** `1,204`: digits in groups, the same in every language. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
