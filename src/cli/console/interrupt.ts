/**
 * Ctrl-C, told from the thread of the terminal to the one that runs: that one asks in the middle of its work, when no
 * message could reach it.
 */
export class Interrupt {
  private readonly pressed: Int32Array;

  /** @param memory shared by both threads. */
  constructor(readonly memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.pressed = new Int32Array(memory);
  }

  press(): void {
    Atomics.store(this.pressed, 0, 1);
  }

  /** Something begins that was not meant. */
  forget(): void {
    Atomics.store(this.pressed, 0, 0);
  }

  get isPressed(): boolean {
    return Atomics.load(this.pressed, 0) !== 0;
  }
}
