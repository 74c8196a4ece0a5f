// What hovers and signature help say, and that there is a text for everything.

import { describe, expect, it } from 'vitest';
import { hover } from '../../../src/language/features/hover';
import { signatureHelp } from '../../../src/language/features/signatureHelp';
import { fieldText } from '../../../src/language/features/texts/fieldTexts';
import { FUNCTION_TEXTS, NAME_TEXTS } from '../../../src/language/features/texts/nameTexts';
import { keywordText } from '../../../src/language/features/texts/keywordTexts';
import { ITEM_WORDS } from '../../../src/language/tokens';
import {
  fieldNames,
  functionNames,
  machineNames,
  serverNames,
  type Kind,
} from '../../../src/language/vocabulary';
import { marked } from './marked';

const SCRIPT = `machine { arch = custom { page = 64 } }
spawn p
def touch(who, at) { who: store(at, 1) }
p: buf = mmap(NULL, 8K, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
`;

function hoverAt(text: string): string {
  const { analysis, offset } = marked(text);
  return hover(analysis, offset)?.markdown ?? '';
}

describe('a hover', () => {
  it('explains a call: arguments, errors and source', () => {
    const text = hoverAt(`${SCRIPT}p: mun$0map(buf, 0)`);
    expect(text).toContain('munmap(addr, length) = 0');
    expect(text).toContain('- `length`: ');
    expect(text).toContain('- `EINVAL`: length 0');
    expect(text).toContain('POSIX munmap');
  });

  it.each([
    ['an alias', `${SCRIPT}p: wait$0pid(p)`, 'The same as `wait4`'],
    ['an access', `${SCRIPT}p: lo$0ad(buf)`, 'SEGV_MAPERR'],
    ['a call that is not there yet', `${SCRIPT}p: mad$0vise(buf, 1, 2)`, 'Not there yet'],
    ['a constant', `${SCRIPT}p: mprotect(buf, 4K, PROT_W$0RITE)`, 'PROT_WRITE = 2'],
    [
      'an error of this call',
      `${SCRIPT}p: munmap(buf, 0) = -1 EIN$0VAL`,
      'answers it when: length 0',
    ],
    ['a signal', `${SCRIPT}p: load(0) = SIG$0SEGV`, 'SIGSEGV = 0xb'],
    ['a named argument', `${SCRIPT}p: munmap(buf, len$0gth=4K)`, '`length` of `munmap`'],
    ['a field', `${SCRIPT}expect p.faults.c$0ow == 0`, 'copy-on-write'],
    ['a field of an element', `${SCRIPT}expect count(p.regions where .pe$0rm == "r") == 0`, 'rw-p'],
    ['a function', `${SCRIPT}expect resi$0dent(p, buf)`, 'resident(p, a)'],
    ['a name of the machine', `${SCRIPT}expect so$0und`, 'invariants'],
    ['a process', `${SCRIPT}$0p: load(buf)`, 'spawn p'],
    ['a variable', `${SCRIPT}p: load(b$0uf)`, 'p: buf = mmap'],
    ['a definition', `${SCRIPT}tou$0ch(p, buf)`, 'def touch(who, at)'],
    ['a parameter', `def f(who, at) { who: load(a$0t) }`, 'parameter `at`'],
    ['a key', 'machine { me$0mory = 4M }', '16M'],
    ['a key inside a value', 'machine { arch = custom { pa$0ge = 64 } }', 'Bytes of a page'],
    ['a value that is not there yet', 'machine { arch = sv$039 }', 'Not there yet'],
    ['a keyword', 'sp$0awn p', 'Makes a process'],
    ['a fault', 'inject al$0loc(1) { }', 'k-th allocation'],
    ['a number', `${SCRIPT}p: munmap(buf, 16$0K)`, '`16384` = `0x4000` = `16K`'],
    ['PAGE', `${SCRIPT}p: munmap(buf, PA$0GE)`, 'page size'],
    ['a detail of a signal', `${SCRIPT}p: load(0) = SIGSEGV {si_co$0de=SEGV_MAPERR}`, 'Why'],
  ])('explains %s', (_, text, wanted) => {
    expect(hoverAt(text)).toContain(wanted);
  });

  it.each([
    ['blanks', `${SCRIPT}\n$0\n`],
    ['comments', `${SCRIPT}# lo$0ad(buf)`],
    ['texts', `${SCRIPT}say "lo$0ad"`],
    ['unknown names', `${SCRIPT}p: load(nob$0ody)`],
  ])('says nothing about %s', (_, text) => {
    expect(hoverAt(text)).toBe('');
  });
});

describe('the texts', () => {
  const kinds: readonly Kind[] = [
    ...(['process', 'faults', 'region', 'pte', 'frame', 'tlbEntry', 'cpu'] as const),
    ...(['tlb', 'frames', 'disk', 'file', 'event'] as const),
  ];

  it.each(kinds)('say something about each field of %s', (kind) => {
    for (const field of fieldNames(kind)) expect(fieldText(kind, field), field).not.toBe(undefined);
  });

  it('say something about each function, name and word', () => {
    for (const name of functionNames()) expect(FUNCTION_TEXTS).toHaveProperty(name);
    for (const name of [...machineNames(), ...serverNames()]) {
      expect(NAME_TEXTS).toHaveProperty(name);
    }
    for (const word of ITEM_WORDS) expect(keywordText(word), word).not.toBe(undefined);
  });
});

describe('signature help', () => {
  function signature(text: string): string {
    const { analysis, offset } = marked(text);
    const found = signatureHelp(analysis, offset);
    if (found === null) return '';
    const { label, parameters, active } = found;
    const at = parameters[active];
    return `${label} @ ${at === undefined ? '' : label.slice(at.start, at.end)}`;
  }

  it.each([
    ['p: munmap($0', 'munmap(addr, length) @ addr'],
    ['p: munmap(a, $0)', 'munmap(addr, length) @ length'],
    ['p: munmap(f(1, 2), $0', 'munmap(addr, length) @ length'],
    ['p: munmap(length=$0', 'munmap(addr, length) @ length'],
    [
      'p: mremap(a, 1, 2, 0, $0',
      'mremap(old_address, old_size, new_size, flags[, new_address]) @ new_address',
    ],
    ['p: x = load(a, $0', 'load(a[, n]) @ n'],
    ['expect resident(p, $0', 'resident(p, a) @ a'],
    ['p: munmap(a, min(1, $0', 'min(x, y, ...) @ y'],
    ['expect 1 + min(1, 2, 3, $0', 'min(x, y, ...) @ y'],
    ['def f(x, y) = x\nexpect f(1, $0', 'f(x, y) @ y'],
    ['p: {\n munmap(a,\n   $0', 'munmap(addr, length) @ length'],
    ['p: munmap(a, 1)$0', ''],
    ['def f($0', ''],
    ['expect (1 + $0', ''],
  ])('%s', (text, wanted) => {
    expect(signature(text)).toBe(wanted);
  });
});
