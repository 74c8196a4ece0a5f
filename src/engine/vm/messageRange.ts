/** The range of bytes that a message of the memory calls names, in whole pages. */
import type { Machine, ProcessRow } from '../machine';

/** More pages than any address space has. */
const TOO_MANY_PAGES = 2 ** 52;

/** Whether (page, offset) is a place in user space, or its end: a message may hold any numbers. */
export function isPlace(machine: Machine, page: number, offset: number): boolean {
  const { pageBytes, userPages } = machine.architecture;
  if (offset < 0 || offset >= pageBytes || page < 0) return false;
  return page < userPages || (page === userPages && offset === 0);
}

/** The length (lengthPages/Offset), rounded up. */
export function lengthInPages(machine: Machine, process: ProcessRow): number {
  const { messages } = machine;
  return pagesUp(messages.lengthPages.get(process), messages.lengthOffset.get(process));
}

/** A length in whole pages, rounded up. A length has no sign in C (size_t): a negative one is too long for anything. */
export function pagesUp(pages: number, offset: number): number {
  if (pages < 0) return TOO_MANY_PAGES;
  return pages + (offset > 0 ? 1 : 0);
}
