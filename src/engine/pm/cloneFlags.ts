/**
 * Which flags of clone and clone3 go together (clone(2), ERRORS, EINVAL; kernel/fork.c copy_process, clone3_args_valid).
 * Only looks: what the flags do is fork.ts's business.
 */
import { ERRNO, OK } from '../errno';
import type { Machine, ProcessRow } from '../machine';
import { isByte } from '../messageFields';
import { CLONE_PARENT, CLONE_SIGHAND, CLONE_THREAD, CLONE_VM, FROM_CLONE3 } from '../messages';

/** Flags that change nothing here but what may be given with them (Linux numbers). */
const CLONE_FS = 0x200;
const CLONE_PIDFD = 0x1000;
const CLONE_NEWNS = 0x20000;
const CLONE_SYSVSEM = 0x40000;
const CLONE_PARENT_SETTID = 0x100000;
const CLONE_DETACHED = 0x400000;
const CLONE_NEWIPC = 0x8000000;
const CLONE_NEWUSER = 0x10000000;
const CLONE_NEWPID = 0x20000000;

/** The upper half of clone3's flags: CLONE_CLEAR_SIGHAND and CLONE_INTO_CGROUP. */
const CLEAR_SIGHAND = 1;
const INTO_CGROUP = 2;

/** Signal bits of clone's flags; CLONE_NEWTIME is one of them for clone3. */
const SIGNAL_BITS = 0xff;
const CLONE_NEWTIME = 0x80;
/** Signals of Linux end here, the real-time ones included (_NSIG). */
const LAST_SIGNAL = 64;

/** Whether the arguments of a PM_FORK go together. @returns OK or -EINVAL. */
export function checkClone(machine: Machine, caller: ProcessRow): number {
  const { messages } = machine;
  const flags = messages.flags.get(caller);
  if (lacks(flags, CLONE_SIGHAND, CLONE_VM)) return -ERRNO.EINVAL;
  if (lacks(flags, CLONE_THREAD, CLONE_SIGHAND)) return -ERRNO.EINVAL;
  if (has(flags, CLONE_FS) && has(flags, CLONE_NEWNS | CLONE_NEWUSER)) return -ERRNO.EINVAL;
  if (has(flags, CLONE_NEWIPC) && has(flags, CLONE_SYSVSEM)) return -ERRNO.EINVAL;
  const isElsewhere = has(flags, CLONE_NEWPID | CLONE_NEWUSER);
  if (isElsewhere && has(flags, CLONE_THREAD | CLONE_PARENT)) return -ERRNO.EINVAL;
  if (has(flags, CLONE_PIDFD) && has(flags, CLONE_DETACHED | CLONE_THREAD)) return -ERRNO.EINVAL;
  if (!isStack(machine, caller)) return -ERRNO.EINVAL;
  if (messages.slot.get(caller) === FROM_CLONE3) return checkClone3(machine, caller, flags);
  // clone has one pointer for both.
  const isTwice = has(flags, CLONE_PIDFD) && has(flags, CLONE_PARENT_SETTID);
  return isTwice ? -ERRNO.EINVAL : OK;
}

/** What clone3 asks for besides: no signal among the flags, and a stack with a size. */
function checkClone3(machine: Machine, caller: ProcessRow, flags: number): number {
  const { messages } = machine;
  const high = messages.device.get(caller);
  const signal = messages.request.get(caller);
  if (has(high, ~(CLEAR_SIGHAND | INTO_CGROUP))) return -ERRNO.EINVAL;
  if (has(high, CLEAR_SIGHAND) && has(flags, CLONE_SIGHAND)) return -ERRNO.EINVAL;
  if (has(flags, CLONE_DETACHED | (SIGNAL_BITS & ~CLONE_NEWTIME))) return -ERRNO.EINVAL;
  if (signal < 0 || signal > LAST_SIGNAL) return -ERRNO.EINVAL;
  if (signal !== 0 && has(flags, CLONE_THREAD | CLONE_PARENT)) return -ERRNO.EINVAL;
  const hasStack = messages.addressPage.get(caller) + messages.addressOffset.get(caller) !== 0;
  const hasSize = messages.lengthPages.get(caller) + messages.lengthOffset.get(caller) !== 0;
  return hasStack === hasSize ? OK : -ERRNO.EINVAL;
}

/** Whether the numbers of the child's stack are an address and a length. */
function isStack(machine: Machine, caller: ProcessRow): boolean {
  const { messages } = machine;
  const areBytes =
    isByte(machine, messages.addressOffset.get(caller)) &&
    isByte(machine, messages.lengthOffset.get(caller));
  return areBytes && messages.addressPage.get(caller) >= 0 && messages.lengthPages.get(caller) >= 0;
}

function has(flags: number, bits: number): boolean {
  return (flags & bits) !== 0;
}

function lacks(flags: number, bit: number, needed: number): boolean {
  return has(flags, bit) && !has(flags, needed);
}
