/**
 * What `stepping/sources` holds: the source texts that a debugger shows without a checkout.
 * The module itself is made by build/stepping.mjs; this file lets the type check run before it.
 */

/** The text of each file of src/arch and src/engine, by its path below src (`engine/vm/mmap.ts`). */
export const sources: Readonly<Record<string, string>>;
