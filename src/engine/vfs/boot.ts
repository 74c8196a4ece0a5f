/** VFS's part of the boot: the program's files, the terminal, and the descriptors that every process inherits from INIT. */
import type { Machine } from '../machine';
import { INIT, VM } from '../processNumbers';
import { O_RDWR, openFileNew, openFileRef, setDescriptor } from './descriptors';
import { FILE_TYPE, makeFile } from './files';

/** A file that exists before the program starts. */
export interface BootFile {
  /** Path, a string number. */
  readonly name: number;
  /** Size: whole pages, and bytes beyond. */
  readonly sizePages: number;
  readonly sizeOffset: number;
  /** String number of what it is filled with over and over; 0: zeros. */
  readonly fill: number;
  readonly mode: number;
  /** Number of its program image, 0 for data. */
  readonly image: number;
}

/** Standard input, output and error. */
const STANDARD_DESCRIPTORS = 3;

export function vfsInit(machine: Machine, files: readonly BootFile[]): void {
  const { fprocs } = machine;
  // VM's row stands for the page fault that waits for the disk; descriptors it has none.
  for (const process of [VM, INIT]) {
    fprocs.take(process);
    fprocs.shares.set(process, process);
    fprocs.users.set(process, 1);
  }
  const terminal = makeFile(machine, 0, FILE_TYPE.TERMINAL, 0o666);
  const openFile = openFileNew(machine, terminal, O_RDWR);
  for (let descriptor = 0; descriptor < STANDARD_DESCRIPTORS; descriptor++) {
    setDescriptor(machine, INIT, descriptor, openFile, 0);
    if (descriptor > 0) openFileRef(machine, openFile);
  }
  for (const file of files) makeBootFile(machine, file);
}

function makeBootFile(machine: Machine, description: BootFile): void {
  const { files } = machine;
  const file = makeFile(machine, description.name, FILE_TYPE.REGULAR, description.mode);
  files.sizePages.set(file, description.sizePages);
  files.sizeOffset.set(file, description.sizeOffset);
  files.fill.set(file, description.fill);
  files.fillPages.set(file, description.sizePages);
  files.fillOffset.set(file, description.sizeOffset);
  files.image.set(file, description.image);
}
