/** The table of memory types by number (MEM_TYPE in vm.ts). */
import { memTypeAnon } from './memAnon';
import { memTypeFile } from './memFile';
import { memTypeShared } from './memShared';
import type { MemType } from './memtype';
import { MEM_TYPE } from './vm';

/** The record of a memory type. Numbers come from region and physRegion columns, which only hold known types. */
export function memTypeOf(number: number): MemType {
  if (number === MEM_TYPE.FILE) return memTypeFile;
  return number === MEM_TYPE.SHARED ? memTypeShared : memTypeAnon;
}
