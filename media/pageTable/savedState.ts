/** What the page keeps while it is not shown. It comes back from VS Code as anything, so it is checked. */

export interface SavedState {
  /** The title of the session that it was chosen in; empty: none. */
  readonly session: string;
  /** Endpoints; null: not chosen. */
  readonly process: number | null;
  readonly beside: number | null;
  /** A `0x` number or an expression; empty: not chosen. */
  readonly address: string;
  /** The level of the entry that is shown bit by bit; null: the last one that the walk reaches. */
  readonly level: number | null;
}

export function readState(saved: unknown): SavedState {
  const of = (name: string): unknown =>
    typeof saved === 'object' && saved !== null ? Reflect.get(saved, name) : undefined;
  const number = (name: string): number | null => {
    const value = of(name);
    return typeof value === 'number' && Number.isInteger(value) ? value : null;
  };
  const address = of('address');
  const session = of('session');
  return {
    session: typeof session === 'string' ? session : '',
    process: number('process'),
    beside: number('beside'),
    address: typeof address === 'string' ? address : '',
    level: number('level'),
  };
}

/** What is kept when a session begins: everything if it was chosen in one of the same title, as after a restart. */
export function stateFor(title: string, saved: SavedState): SavedState {
  const isOfAnother = saved.session !== '' && saved.session !== title;
  return isOfAnother ? readState({ session: title }) : { ...saved, session: title };
}
