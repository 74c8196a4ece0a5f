/** Random mmap, munmap, mprotect and brk, and what POSIX and the Linux manual pages say of them. */
import { PROT, PROT_ALL, SharedObject, type Outcome, type PageLike } from './reference';
import { mappedPage, somePage } from './places';
import {
  address,
  CHOSEN,
  constant,
  Disagreement,
  error,
  fails,
  integer,
  NULL,
  number,
  OK,
  type Argument,
  type Choices,
  type Prediction,
  type Statement,
} from './statements';
import { MODE, type OpenFile, type Process } from './system';
import { privateMemory, type Model } from './world';

const NONE = constant('PROT_NONE', 0);
const READ = constant('PROT_READ', PROT.R);
const WRITE = constant('PROT_READ|PROT_WRITE', PROT.R | PROT.W);
const EXECUTE = constant('PROT_READ|PROT_EXEC', PROT.R | PROT.X);
const ALL = constant('PROT_READ|PROT_WRITE|PROT_EXEC', PROT_ALL);
const PROTECTIONS = [WRITE, WRITE, WRITE, READ, NONE, EXECUTE, ALL, WRITE];

/** Flags of mmap(2), Linux's numbers. */
const MAP = {
  MAP_SHARED: 0x1,
  MAP_PRIVATE: 0x2,
  MAP_FIXED: 0x10,
  MAP_ANONYMOUS: 0x20,
  MAP_NORESERVE: 0x4000,
  MAP_POPULATE: 0x8000,
  MAP_FIXED_NOREPLACE: 0x100000,
} as const;

type MapFlag = keyof typeof MAP;

export function memoryCall(
  process: Process,
  name: string,
  given: readonly Argument[],
  prediction: Prediction,
  target: string | null = null,
): Statement {
  return { process, name, given, target, isAccess: false, prediction };
}

export function pagesArgument(model: Model, pages: number): Argument {
  return integer(pages * model.pageBytes);
}

/** What a random mmap asks for. */
interface Wanted {
  readonly page: number;
  readonly pages: number;
  readonly place: 'anywhere' | 'hint' | 'fixed' | 'free';
  readonly protection: Argument;
  readonly isShared: boolean;
  readonly descriptor: number;
  readonly open: OpenFile | null;
  readonly offset: number;
  readonly flags: readonly MapFlag[];
}

export function mmap(model: Model, process: Process, choices: Choices): Statement {
  const { world } = model;
  const isLarge = choices.rarely(world.isScarce ? 2 : 6);
  const pages = 1 + choices.below(isLarge ? world.mostPages : 4);
  const place = choices.pick(['fixed', 'fixed', 'anywhere', 'free', 'hint', 'fixed'] as const);
  const descriptors = [...process.descriptors].filter(([fd]) => fd > 2);
  const isFile = descriptors.length > 0 && choices.below(3) === 1;
  const [descriptor, open] = isFile ? choices.pick(descriptors) : [-1, null];
  const isShared = choices.below(3) === 1;
  const flags: MapFlag[] = [isShared ? 'MAP_SHARED' : 'MAP_PRIVATE'];
  if (!isFile) flags.push('MAP_ANONYMOUS');
  if (place === 'fixed') flags.push('MAP_FIXED');
  if (place === 'free') flags.push('MAP_FIXED_NOREPLACE');
  const protection = choices.pick(PROTECTIONS);
  // Whether a private page still shows later changes of its file, POSIX leaves open: populating may copy it.
  const mayCopy = isFile && !isShared && protection.text.includes('PROT_WRITE');
  if (!mayCopy && choices.rarely(world.isScarce ? 2 : 5)) flags.push('MAP_POPULATE');
  if (choices.rarely(9)) flags.push('MAP_NORESERVE');
  return mmapOf(model, process, {
    ...{ page: place === 'anywhere' ? 0 : somePage(model, process, choices), pages, place },
    ...{ protection, isShared, descriptor, open, flags },
    offset: isFile ? choices.below(4) : 0,
  });
}

/** Takes memory that stays taken as long as the process lives. */
export function occupy(model: Model, process: Process, pages: number): Statement {
  return mmapOf(model, process, {
    ...{ page: model.arena + model.world.arenaPages + 8, pages, place: 'fixed', isShared: false },
    ...{ protection: WRITE, descriptor: -1, open: null, offset: 0 },
    flags: ['MAP_PRIVATE', 'MAP_ANONYMOUS', 'MAP_FIXED', 'MAP_POPULATE'],
  });
}

function mmapOf(model: Model, process: Process, wanted: Wanted): Statement {
  const { page, pages, protection, flags, descriptor, offset, place } = wanted;
  const value = flags.reduce((sum, flag) => sum | MAP[flag], 0);
  const given = [
    page === 0 ? NULL : address(page * model.pageBytes),
    pagesArgument(model, pages),
    protection,
    constant(flags.join('|'), value),
    integer(descriptor),
    integer(offset * model.pageBytes),
  ];
  const isFixed = place === 'fixed' || place === 'free';
  const { prediction } = predictMmap(model, process, wanted, isFixed);
  return memoryCall(process, 'mmap', given, prediction);
}

function predictMmap(
  model: Model,
  { space }: Process,
  wanted: Wanted,
  isFixed: boolean,
): { readonly prediction: Prediction } {
  const { page, pages, open, isShared, place, offset } = wanted;
  const protection = Number(wanted.protection.value);
  const isWritable = (protection & PROT.W) !== 0;
  // Linux looks for the place before it looks at the file (do_mmap in mm/mmap.c); POSIX knows no order.
  if (isFixed && page + pages > model.userPages) return { prediction: fails('ENOMEM') };
  if (place === 'free' && !space.isFree(page, pages)) return { prediction: fails('EEXIST') };
  if (open !== null && open.mode === MODE.WRITE) return { prediction: fails('EACCES') };
  if (open !== null && isShared && isWritable && open.mode !== MODE.BOTH) {
    return { prediction: fails('EACCES') };
  }
  const isReadOnly = open !== null && isShared && open.mode !== MODE.BOTH;
  const size = pages * model.pageBytes;
  const shared = isShared ? new SharedObject(null, size, new Uint8Array(0), model.pageBytes) : null;
  const like: PageLike = {
    protection,
    most: isReadOnly ? PROT_ALL & ~PROT.W : PROT_ALL,
    object: open === null ? shared : open.object,
    isShared,
    kind: wanted.flags.includes('MAP_NORESERVE') ? 'noreserve' : '',
    origin: open,
  };
  const map = (start: number): void => {
    space.unmap(start, pages);
    space.map(start, pages, like, offset);
  };
  if (isFixed) {
    const outcomes = [number(page * model.pageBytes)];
    return { prediction: { outcomes, commit: () => map(page) } };
  }
  const commit = (chosen: number): void => {
    map(checkChoice(model, space.isFree(chosen / model.pageBytes, pages), chosen, pages));
  };
  return { prediction: { outcomes: [CHOSEN], commit } };
}

/** Checks an address that the system chose, and keeps it. @returns its page. */
export function checkChoice(model: Model, isFree: boolean, chosen: number, pages: number): number {
  if (!isFree || chosen <= 0 || chosen % model.pageBytes !== 0) {
    throw new Disagreement(`the system chose 0x${chosen.toString(16)}, which is not free`);
  }
  model.chosen.push({ address: chosen, pages });
  return chosen / model.pageBytes;
}

/** Arguments that are wrong whatever is mapped (POSIX mmap, ERRORS). */
export function wrongMmap(model: Model, process: Process, choices: Choices): Statement {
  const page = address(somePage(model, process, choices) * model.pageBytes);
  const one = pagesArgument(model, 1);
  const anonymous = constant('MAP_PRIVATE|MAP_ANONYMOUS', MAP.MAP_PRIVATE | MAP.MAP_ANONYMOUS);
  const fixed = constant('MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED', 0x32);
  const minusOne = integer(-1);
  const zero = integer(0);
  const odd = address(model.arena * model.pageBytes + 1);
  const file = constant('MAP_PRIVATE', MAP.MAP_PRIVATE);
  const wrong: readonly (readonly [readonly Argument[], string])[] = [
    [[NULL, zero, WRITE, anonymous, minusOne, zero], 'EINVAL'],
    [[page, one, WRITE, constant('MAP_ANONYMOUS', MAP.MAP_ANONYMOUS), minusOne, zero], 'EINVAL'],
    [[odd, one, WRITE, fixed, minusOne, zero], 'EINVAL'],
    [[NULL, one, READ, file, integer(3), integer(1)], 'EINVAL'],
    [[NULL, one, READ, file, integer(900), zero], 'EBADF'],
    [[NULL, pagesArgument(model, model.userPages + 1), READ, anonymous, minusOne, zero], 'ENOMEM'],
  ];
  const [given, name] = choices.pick(wrong);
  return memoryCall(process, 'mmap', given, fails(name));
}

export function munmap(model: Model, process: Process, choices: Choices): Statement {
  const { space } = process;
  const page = choices.rarely(3)
    ? somePage(model, process, choices)
    : mappedPage(model, process, choices, ({ kind }) => kind !== 'stack');
  const pages = choices.below(6);
  const skew = choices.rarely(16) ? 1 : 0;
  const given = [address(page * model.pageBytes + skew), pagesArgument(model, pages)];
  const isWrong = skew !== 0 || pages === 0 || page + pages > model.userPages;
  const prediction: Prediction = isWrong
    ? fails('EINVAL')
    : {
        outcomes: [OK],
        commit: () => {
          space.unmap(page, pages);
        },
      };
  return memoryCall(process, 'munmap', given, prediction);
}

export function mprotect(model: Model, process: Process, choices: Choices): Statement {
  const { space } = process;
  const page = mappedPage(model, process, choices, ({ kind }) => kind !== 'stack');
  const pages = choices.below(6);
  const protection = choices.pick(PROTECTIONS);
  const skew = choices.rarely(16) ? 1 : 0;
  const given = [address(page * model.pageBytes + skew), pagesArgument(model, pages), protection];
  if (skew !== 0) return memoryCall(process, 'mprotect', given, fails('EINVAL'));
  const bits = Number(protection.value);
  const names = new Set<string>();
  let changeable = pages;
  for (let i = pages - 1; i >= 0; i--) {
    const found = space.pages.get(page + i);
    const isRefused = found !== undefined && (bits & ~found.most) !== 0;
    if (found !== undefined && !isRefused) continue;
    names.add(found === undefined ? 'ENOMEM' : 'EACCES');
    changeable = i;
  }
  const protects = names.size === 0 ? pages : model.world.protectsPartly ? changeable : 0;
  const outcomes: Outcome[] = names.size === 0 ? [OK] : [...names].map(error);
  const commit = (): void => {
    for (let at = page; at < page + protects; at++) {
      const found = space.pages.get(at);
      if (found !== undefined) found.protection = bits;
    }
  };
  return memoryCall(process, 'mprotect', given, { outcomes, commit });
}

/** The system call: it answers the break as it is afterwards (brk(2), C library differences). */
export function brk(model: Model, process: Process, choices: Choices): Statement | null {
  const { space } = process;
  const { pageBytes } = model;
  if (space.heapStart < 0) {
    const commit = (chosen: number): void => {
      space.heapStart = chosen;
      space.heapEnd = chosen;
    };
    return memoryCall(process, 'brk', [integer(0)], { outcomes: [CHOSEN], commit });
  }
  const wanted = space.heapStart + (choices.below(9) - 1) * pageBytes + choices.below(pageBytes);
  const oldEnd = Math.ceil(space.heapEnd / pageBytes);
  const newEnd = Math.ceil(wanted / pageBytes);
  const given = [address(wanted)];
  const isRefused =
    wanted < space.heapStart || (newEnd > oldEnd && !space.isFree(oldEnd, newEnd - oldEnd));
  if (isRefused) {
    const outcomes = [number(space.heapEnd)];
    return memoryCall(process, 'brk', given, { ...fails(), outcomes });
  }
  // Linux keeps a page free above the heap, which the manual does not say.
  if (newEnd > oldEnd && space.pages.has(newEnd)) return null;
  const commit = (): void => {
    if (newEnd < oldEnd) space.unmap(newEnd, oldEnd - newEnd);
    const like = privateMemory(PROT.R | PROT.W, 'heap');
    if (newEnd > oldEnd) space.map(oldEnd, newEnd - oldEnd, like, 0);
    space.heapEnd = wanted;
  };
  const refused = number(space.heapEnd);
  return memoryCall(process, 'brk', given, { outcomes: [number(wanted)], commit, refused });
}
