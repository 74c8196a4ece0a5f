/** Where random statements go: addresses that mean something to the model. */
import type { Page, Space } from './reference';
import type { Choices } from './statements';
import type { Process } from './system';
import type { Model } from './world';

/** A page of the arena, of the heap or of a mapping that the system placed. */
export function somePage(model: Model, { space }: Process, choices: Choices): number {
  const { pageBytes, world } = model;
  const kind = choices.below(8);
  if (kind === 7 && space.heapStart >= 0) {
    return Math.floor(space.heapStart / pageBytes) + choices.below(4);
  }
  const recent = model.chosen[model.chosen.length - 1 - choices.below(4)];
  if (kind === 6 && recent !== undefined) {
    return recent.address / pageBytes + choices.below(recent.pages + 1);
  }
  return model.arena + choices.below(world.arenaPages);
}

/** A page that is mapped, usually; `suits` says which ones are wanted. */
export function mappedPage(
  model: Model,
  process: Process,
  choices: Choices,
  suits: (page: Page) => boolean,
): number {
  const wanted: number[] = [];
  for (const [at, page] of process.space.pages) if (suits(page)) wanted.push(at);
  if (wanted.length === 0 || choices.rarely(16)) return somePage(model, process, choices);
  const page = choices.pick(wanted);
  // Just below the stack: it grows.
  const isStack = process.space.pages.get(page)?.kind === 'stack';
  return isStack && choices.rarely(6) ? Math.max(1, page - 1 - choices.below(4)) : page;
}

/** Pages from `page` on, at most so many, that are one mapping; 0: it is not mapped. */
export function runFrom(space: Space, page: number, most: number): number {
  if (!space.pages.has(page)) return 0;
  let pages = 1;
  while (pages < most && space.continues(page + pages)) pages++;
  return pages;
}

/**
 * Whether a write to [address, address + count) would change what a mapped file holds behind its end: what becomes of
 * that POSIX leaves open.
 */
export function touchesTail(space: Space, address: number, count: number): boolean {
  for (let at = address; at < address + count; at++) {
    const page = space.pages.get(Math.floor(at / space.pageBytes));
    if (page?.object === null || page?.isShared !== true) continue;
    const { object, index } = page;
    if (object.isBeyondEnd(index)) return false;
    if (index * space.pageBytes + (at % space.pageBytes) >= object.size) return true;
  }
  return false;
}

/** Whether two ranges may show the same memory: then the order in which bytes are copied would matter. */
export function mayAlias(space: Space, one: number, other: number, count: number): boolean {
  if (one < other + count && other < one + count) return true;
  const objects = objectsOf(space, one, count);
  return [...objectsOf(space, other, count)].some((object) => objects.has(object));
}

export function objectsOf(space: Space, address: number, count: number): Set<unknown> {
  const found = new Set<unknown>();
  const last = Math.floor((address + count) / space.pageBytes);
  for (let at = Math.floor(address / space.pageBytes); at <= last; at++) {
    const page = space.pages.get(at);
    const object = page?.object ?? null;
    if (object !== null) found.add(object);
  }
  return found;
}
