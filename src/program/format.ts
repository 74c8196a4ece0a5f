/**
 * Values as people read them, in strace's way: addresses in hexadecimal, strings in quotes, errors by name. Only looks.
 */
import { errnoName, signalName, SIGNAL, SIGNAL_CODE } from '../engine/errno';
import { addressOf } from './address';
import { arrayExists, arrayLength, readElement } from './cells';
import type { Computer } from './computer';
import { format, formatHexadecimal, isNegative } from './integer';
import { nameOfProcess } from './processNames';
import type { Spot, Value } from './value';

/** Elements and bytes that are shown. */
const SHOWN = 32;

/** `MAP_FAILED`-like results below this are errors: -errno (Linux MAX_ERRNO). */
const GREATEST_ERRNO = 4095;

/**
 * A value in one line.
 * @param hexadecimal whether a number is an address or the like.
 */
export function formatValue(machine: Computer, value: Value, hexadecimal = false): string {
  if (typeof value !== 'object') return hexadecimal ? formatHexadecimal(value) : format(value);
  switch (value.kind) {
    case 'bytes':
      return quote(value.bytes, value.open);
    case 'faults':
      return format(value.served);
    case 'process':
      return nameOfProcess(machine, value.endpoint);
    case 'region':
      return value.row === 0 ? `no region${where(machine, value.spot)}` : `region ${value.id}`;
    case 'frame':
      return value.frame === 0 ? `no frame${where(machine, value.spot)}` : `frame ${value.frame}`;
    case 'pte':
      return `pte of level ${value.level}${where(machine, value)}`;
    case 'tlb':
      return `TLB entry of CPU ${value.cpu}${where(machine, value)}`;
    case 'cpu':
      return `cpu ${value.cpu}`;
    case 'file':
      return quote(machine.strings[machine.files.name.get(value.row)] ?? new Uint8Array(0), false);
    case 'list':
      return formatList(machine, value.elements, value.elements.length);
    case 'array': {
      if (!arrayExists(machine, value)) return '[]';
      const length = arrayLength(machine, value);
      const shown = Array.from({ length: Math.min(length, SHOWN) }, (_, index) =>
        readElement(machine, value, index),
      );
      return formatList(machine, shown, length);
    }
    case 'table': {
      const rows = value.keys
        .slice(0, SHOWN)
        .map(
          (key, at) =>
            `${formatValue(machine, key)}: ${formatValue(machine, value.values[at] ?? 0)}`,
        );
      return `{${rows.join(', ')}${value.keys.length > SHOWN ? ', ...' : ''}}`;
    }
    case 'event':
      return `event ${value.position}`;
    default:
      return value.name;
  }
}

function formatList(machine: Computer, elements: readonly Value[], length: number): string {
  const shown = elements.slice(0, SHOWN).map((element) => formatValue(machine, element));
  return `[${shown.join(', ')}${length > SHOWN ? ', ...' : ''}]`;
}

function where(machine: Computer, spot: Spot | null): string {
  if (spot === null) return '';
  const address = formatHexadecimal(addressOf(machine.architecture, spot.page, 0));
  return ` at ${address} of ${nameOfProcess(machine, spot.endpoint)}`;
}

/** Bytes in quotes, with C's escapes; what is long is cut off with `...` as strace does. */
export function quote(bytes: Uint8Array, open: boolean): string {
  let text = '"';
  for (let i = 0; i < Math.min(bytes.length, SHOWN); i++) {
    text += escaped(bytes[i] ?? 0, bytes[i + 1] ?? 0);
  }
  return `${text}"${open || bytes.length > SHOWN ? '...' : ''}`;
}

const ESCAPES: Readonly<Record<number, string>> = {
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

/** As strace: octal with as few digits as the next character allows. */
function escaped(byte: number, next: number): string {
  const known = ESCAPES[byte];
  if (known !== undefined) return known;
  if (byte >= 32 && byte < 127) return String.fromCharCode(byte);
  const isDigitNext = next >= 48 && next <= 55;
  return `\\${byte.toString(8).padStart(isDigitNext ? 3 : 1, '0')}`;
}

/** A call's result: `0`, `0xb7ffd000`, `-1 EINVAL (Invalid argument)`. */
export function formatResult(machine: Computer, value: Value, hexadecimal: boolean): string {
  if (typeof value === 'number' && isNegative(value) && value >= -GREATEST_ERRNO) {
    return formatError(-value);
  }
  return formatValue(machine, value, hexadecimal);
}

/** `-1 EINVAL (Invalid argument)`. */
export function formatError(errno: number): string {
  const name = errnoName(errno);
  return name === undefined ? `-1 (error ${errno})` : `-1 ${name} (${ERROR_TEXTS[name]})`;
}

/** `SIGSEGV {si_code=SEGV_MAPERR, si_addr=0x10}`. */
export function formatSignal(machine: Computer, process: number): string {
  const { processes, architecture } = machine;
  const signal = processes.signal.get(process);
  const name = signalText(signal);
  if (signal !== SIGNAL.SIGSEGV && signal !== SIGNAL.SIGBUS) return name;
  const page = processes.signalPage.get(process);
  const address = addressOf(architecture, page, processes.signalOffset.get(process));
  const code = signalCodeText(signal, processes.signalCode.get(process));
  return `${name} {si_code=${code}, si_addr=${address === 0 ? 'NULL' : formatHexadecimal(address)}}`;
}

/** The name of a signal, or its number. */
export function signalText(signal: number): string {
  return signalName(signal) ?? `signal ${signal}`;
}

/** The name of a code of SIGSEGV or SIGBUS, or its number. */
export function signalCodeText(signal: number, code: number): string {
  const prefix = signal === SIGNAL.SIGBUS ? 'BUS_' : 'SEGV_';
  const found = Object.entries(SIGNAL_CODE).find(
    ([name, number]) => name.startsWith(prefix) && number === code,
  );
  return found?.[0] ?? String(code);
}

/** strerror of glibc. */
const ERROR_TEXTS = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  ESRCH: 'No such process',
  EINTR: 'Interrupted system call',
  EIO: 'Input/output error',
  ENXIO: 'No such device or address',
  E2BIG: 'Argument list too long',
  ENOEXEC: 'Exec format error',
  EBADF: 'Bad file descriptor',
  ECHILD: 'No child processes',
  EAGAIN: 'Resource temporarily unavailable',
  ENOMEM: 'Cannot allocate memory',
  EACCES: 'Permission denied',
  EFAULT: 'Bad address',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  ENODEV: 'No such device',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EINVAL: 'Invalid argument',
  ENFILE: 'Too many open files in system',
  EMFILE: 'Too many open files',
  EFBIG: 'File too large',
  ENOSPC: 'No space left on device',
  ESPIPE: 'Illegal seek',
  EROFS: 'Read-only file system',
  EPIPE: 'Broken pipe',
  ENOSYS: 'Function not implemented',
  EOVERFLOW: 'Value too large for defined data type',
  EOPNOTSUPP: 'Operation not supported',
  EDEADEPT: 'The process of this endpoint is gone',
} as const satisfies Record<NonNullable<ReturnType<typeof errnoName>>, string>;
