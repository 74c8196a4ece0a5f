/** How an architecture's page tables look: names of levels and bits, as its manual has them. No state. */
import type { Architecture, Level } from '../../arch/architecture';
import type { BitName, LevelForm, TableForm } from '../../protocol/pageTables';

/** Intel SDM 3A, tables 4-5, 4-6 and 4-14 to 4-20. */
const X86_MEANINGS: Readonly<Record<string, string>> = {
  P: 'present: the processor may use this entry',
  'R/W': 'writable: writes are allowed',
  'U/S': 'user: user mode may access it, not only the supervisor',
  PWT: 'write-through: how the page or table is cached',
  PCD: 'cache disabled: the page or table is not cached',
  A: 'accessed: the processor has used this entry',
  D: 'dirty: the processor has written to the page',
  PAT: 'page attribute: selects the memory type',
  PS: 'large page: it maps memory, no table',
  G: 'global: its translation survives a load of CR3',
  XD: 'not executable: no instruction may be fetched',
  AVL: 'kept: ignored by the processor; VM marks an entry that keeps its frame while nobody may use it',
};

const CUSTOM_MEANINGS: Readonly<Record<string, string>> = {
  P: 'present: the processor may use this entry',
  W: 'writable: writes are allowed',
  U: 'user: user mode may access it',
  A: 'accessed: the processor has used this entry',
  D: 'dirty: the processor has written to the page',
};

/** Tables and entries by level number, from 1. */
const X86_TABLES = ['page table', 'page directory', 'page-directory-pointer table', 'PML4 table'];
const X86_ENTRIES = ['PTE', 'PDE', 'PDPTE', 'PML4E'];

/** SDM 3A, figures 4-2 and 4-8: fields of a linear address, by level number. */
const X86_FIELDS = ['table', 'directory', 'directory pointer', 'PML4'];

const MANUALS: Readonly<Record<string, string>> = {
  i386: 'Intel 64 and IA-32 SDM, volume 3A, 4.3: 32-bit paging',
  'x86-64': 'Intel 64 and IA-32 SDM, volume 3A, 4.5: 4-level paging',
};

const LOW_BITS = 32;
/** Intel SDM 3A 4.1.4: the most physical address bits. */
const X86_PHYSICAL_BITS = 52;

export function tableForm(architecture: Architecture): TableForm {
  const { name, pageBytes, addressBits, entry, levels } = architecture;
  return {
    architecture: name,
    pageBytes,
    addressBits,
    entryBytes: entry.words * 4,
    manual: MANUALS[name] ?? 'the machine block of the script',
    levels: levels.map((level) => levelForm(architecture, level)),
  };
}

function levelForm(architecture: Architecture, { number, bits, shift }: Level): LevelForm {
  return {
    level: number,
    table: tableName(architecture, number),
    entry: entryName(architecture, number),
    entries: 2 ** bits,
    covers: 2 ** shift * architecture.pageBytes,
    bits: bitNames(architecture, number),
  };
}

function tableName({ name }: Architecture, level: number): string {
  return (name === 'custom' ? undefined : X86_TABLES[level - 1]) ?? `level ${level} table`;
}

export function fieldName({ name }: Architecture, level: number): string {
  return (name === 'custom' ? undefined : X86_FIELDS[level - 1]) ?? `level ${level}`;
}

export function entryName({ name }: Architecture, level: number): string {
  return (name === 'custom' ? undefined : X86_ENTRIES[level - 1]) ?? `level ${level} entry`;
}

/** The bits of a level's entries, lowest first, and the field of the frame number. */
function bitNames({ name, entry }: Architecture, level: number): BitName[] {
  const meanings = name === 'custom' ? CUSTOM_MEANINGS : X86_MEANINGS;
  const names: BitName[] = entry.names
    .filter(({ last, above }) => (level === 1 ? last : above))
    .map((bit) => ({
      name: bit.name,
      bit: lowestBit(bit.mask) + (bit.word === 'high' ? LOW_BITS : 0),
      bits: 1,
      meaning: meanings[bit.name] ?? '',
    }));
  if (entry.software !== 0) {
    const bits = LOW_BITS - Math.clz32(entry.software) - lowestBit(entry.software);
    const meaning = meanings['AVL'] ?? '';
    names.push({ name: 'AVL', bit: lowestBit(entry.software), bits, meaning });
  }
  const end =
    entry.words === 1 ? LOW_BITS : name === 'custom' ? 2 * LOW_BITS - 1 : X86_PHYSICAL_BITS;
  names.push({
    name: 'frame',
    bit: entry.frameShift,
    bits: end - entry.frameShift,
    meaning: 'the frame of the table or page that it leads to',
  });
  return names.sort((a, b) => a.bit - b.bit);
}

function lowestBit(mask: number): number {
  return LOW_BITS - 1 - Math.clz32(mask & -mask);
}
