/** Random mremap, and what mremap(2) says of it. */
import type { Page, PageLike, Space } from './reference';
import { mappedPage, runFrom, somePage } from './places';
import { checkChoice, memoryCall, pagesArgument } from './memoryCalls';
import {
  address,
  CHOSEN,
  constant,
  fails,
  number,
  type Argument,
  type Choices,
  type Prediction,
  type Statement,
} from './statements';
import type { Process } from './system';
import type { Model } from './world';

const NO_FLAGS = constant('0', 0);
const MAYMOVE = constant('MREMAP_MAYMOVE', 1);
const FIXED = constant('MREMAP_MAYMOVE|MREMAP_FIXED', 3);
const DONTUNMAP = constant('MREMAP_MAYMOVE|MREMAP_DONTUNMAP', 5);

/** The range that is moved or resized, and what it becomes. */
interface Range {
  readonly page: number;
  readonly oldPages: number;
  readonly newPages: number;
}

type Kind = (model: Model, process: Process, choices: Choices) => Statement | null;

export function mremap(model: Model, process: Process, choices: Choices): Statement | null {
  const kinds: readonly Kind[] = [moveTo, resize, resize, moveTo, keepOld, duplicate, wrong];
  return choices.pick(kinds)(model, process, choices);
}

function statement(
  model: Model,
  process: Process,
  { page, oldPages, newPages }: Range,
  flags: Argument,
  target: number,
  prediction: Prediction,
): Statement {
  const given = [
    address(page * model.pageBytes),
    pagesArgument(model, oldPages),
    pagesArgument(model, newPages),
    flags,
  ];
  if (target >= 0) given.push(address(target * model.pageBytes));
  return memoryCall(process, 'mremap', given, prediction);
}

const isMovable = ({ kind }: Page): boolean => kind !== 'stack';

/** A page from which a range may begin, and how many pages from there on are one mapping (at most 5). */
function rangeStart(
  model: Model,
  process: Process,
  choices: Choices,
): { readonly page: number; readonly run: number } | null {
  const page = mappedPage(model, process, choices, isMovable);
  if (process.space.pages.get(page)?.kind === 'stack') return null;
  const run = runFrom(process.space, page, 5);
  return process.space.isAlike(page + run) && run < 5 ? null : { page, run };
}

/** MREMAP_FIXED: whatever is at the target goes. */
function moveTo(model: Model, process: Process, choices: Choices): Statement | null {
  const { space } = process;
  const start = rangeStart(model, process, choices);
  if (start === null) return null;
  const { page, run } = start;
  const oldPages = 1 + choices.below(3);
  const newPages = 1 + choices.below(4);
  const range = { page, oldPages, newPages };
  const target = somePage(model, process, choices);
  if (target < page + oldPages && page < target + newPages) {
    return statement(model, process, range, FIXED, target, fails('EINVAL'));
  }
  if (run < oldPages) {
    // Which part of it must be one mapping when the rest is cut off, the manual does not say.
    if (run > 0 && newPages < oldPages) return null;
    return statement(model, process, range, FIXED, target, fails('EFAULT'));
  }
  return statement(model, process, range, FIXED, target, {
    outcomes: [number(target * model.pageBytes)],
    commit: () => {
      space.unmap(target, newPages);
      relocate(space, range, target);
    },
  });
}

/** The range goes to a free place, and is longer or shorter there. */
function relocate(space: Space, { page, oldPages, newPages }: Range, target: number): void {
  const last = space.pages.get(page + oldPages - 1);
  if (last === undefined) throw new Error('what is moved is mapped');
  const kept = Math.min(oldPages, newPages);
  space.move(page, kept, target);
  space.unmap(page, oldPages);
  for (let at = target; at < target + kept; at++) {
    const moved = space.pages.get(at);
    if (moved?.kind === 'heap') space.pages.set(at, { ...moved, kind: '' });
  }
  const like = { ...likeOf(last), kind: last.kind === 'heap' ? '' : last.kind };
  space.map(target + kept, newPages - kept, like, last.index + 1);
}

function likeOf({ protection, most, object, isShared, kind, origin }: Page): PageLike {
  return { protection, most, object, isShared, kind, origin };
}

/** Without a wish: in place if that is possible, else elsewhere if that is allowed. */
function resize(model: Model, process: Process, choices: Choices): Statement | null {
  const { space } = process;
  const start = rangeStart(model, process, choices);
  if (start === null) return null;
  const { page, run } = start;
  const oldPages = 1 + choices.below(3);
  const newPages = 1 + choices.below(6);
  const range = { page, oldPages, newPages };
  const mayMove = choices.below(3) > 0;
  const flags = mayMove ? MAYMOVE : NO_FLAGS;
  if (run < oldPages) {
    if (run > 0 && newPages <= oldPages) return null;
    return statement(model, process, range, flags, -1, fails('EFAULT'));
  }
  const last = space.pages.get(page + oldPages - 1);
  if (last === undefined) return null;
  if (newPages <= oldPages) {
    return statement(model, process, range, flags, -1, {
      outcomes: [number(page * model.pageBytes)],
      commit: () => {
        space.unmap(page + newPages, oldPages - newPages);
      },
    });
  }
  const end = page + oldPages;
  const grown = newPages - oldPages;
  if (!space.continues(end) && space.isFree(end, grown)) {
    return statement(model, process, range, flags, -1, {
      outcomes: [number(page * model.pageBytes)],
      commit: () => {
        space.map(end, grown, likeOf(last), last.index + 1);
      },
    });
  }
  if (!mayMove) return statement(model, process, range, flags, -1, fails('ENOMEM'));
  return statement(model, process, range, flags, -1, {
    outcomes: [CHOSEN],
    commit: (chosen) => {
      const isFree = space.isFree(chosen / model.pageBytes, newPages);
      relocate(space, range, checkChoice(model, isFree, chosen, newPages));
    },
  });
}

/** MREMAP_DONTUNMAP: the old range stays mapped, with nothing in it. */
function keepOld(model: Model, process: Process, choices: Choices): Statement | null {
  const { space } = process;
  const start = rangeStart(model, process, choices);
  if (start === null) return null;
  const { page, run } = start;
  const pages = 1 + choices.below(3);
  const range = { page, oldPages: pages, newPages: pages };
  if (run < pages) {
    const isPrivate = space.pages.get(page)?.object === null;
    if (run > 0 && !isPrivate) return null;
    return statement(model, process, range, DONTUNMAP, -1, fails('EFAULT'));
  }
  if (space.pages.get(page)?.object !== null) {
    return statement(model, process, range, DONTUNMAP, -1, fails('EINVAL'));
  }
  return statement(model, process, range, DONTUNMAP, -1, {
    outcomes: [CHOSEN],
    commit: (chosen) => {
      const isFree = space.isFree(chosen / model.pageBytes, pages);
      const target = checkChoice(model, isFree, chosen, pages);
      const old = Array.from({ length: pages }, (_, i) => space.pages.get(page + i));
      relocate(space, range, target);
      old.forEach((before, i) => {
        if (before !== undefined) space.pages.set(page + i, { ...before, own: null });
      });
    },
  });
}

/** An old size of 0: a second mapping of shared memory. */
function duplicate(model: Model, process: Process, choices: Choices): Statement | null {
  const { space } = process;
  const start = rangeStart(model, process, choices);
  if (start === null) return null;
  const { page } = start;
  const newPages = 1 + choices.below(3);
  const range = { page, oldPages: 0, newPages };
  const found = space.pages.get(page);
  if (found === undefined) {
    return statement(model, process, range, MAYMOVE, -1, fails('EFAULT'));
  }
  if (!found.isShared) return statement(model, process, range, MAYMOVE, -1, fails('EINVAL'));
  return statement(model, process, range, MAYMOVE, -1, {
    outcomes: [CHOSEN],
    commit: (chosen) => {
      const isFree = space.isFree(chosen / model.pageBytes, newPages);
      const target = checkChoice(model, isFree, chosen, newPages);
      space.map(target, newPages, likeOf(found), found.index);
    },
  });
}

/** Arguments that are wrong whatever is mapped. */
function wrong(model: Model, process: Process, choices: Choices): Statement {
  const page = somePage(model, process, choices);
  const target = somePage(model, process, choices);
  const cases: readonly (readonly [Range, Argument, number])[] = [
    [{ page, oldPages: 1, newPages: 0 }, MAYMOVE, -1],
    [{ page, oldPages: 1, newPages: 1 }, constant('MREMAP_FIXED', 2), target],
    [{ page, oldPages: 0, newPages: 1 }, NO_FLAGS, -1],
    [{ page, oldPages: 1, newPages: 1 }, constant('64', 64), -1],
    [{ page, oldPages: 1, newPages: 1 }, FIXED, model.userPages],
    [{ page, oldPages: 1, newPages: 2 }, DONTUNMAP, -1],
  ];
  const [range, flags, to] = choices.pick(cases);
  return statement(model, process, range, flags, to, fails('EINVAL'));
}
