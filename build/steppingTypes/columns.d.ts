/**
 * What `stepping/columns` holds: the meanings of the tables' columns.
 * The module itself is made by build/stepping.mjs; this file lets the type check run before it.
 */

/** The comment of a column's declaration, on one line, by the column's name (`region.flags`), where it has one. */
export const columns: Readonly<Record<string, string>>;
