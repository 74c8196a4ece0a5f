/** Functions that run in a page of the browser: each must hold everything that it uses. */

/** The texts of a tree's rows, each with the sign that a mark puts behind it. */
export function drawnRows(panes: readonly Element[]): string[] {
  const rows = panes
    .flatMap((pane) => [...pane.querySelectorAll<HTMLElement>('.monaco-list-row')])
    .sort((one, other) => Number(one.dataset['index']) - Number(other.dataset['index']));
  return rows.map((row) => {
    const signs = [...row.querySelectorAll('*')].map(
      (element) => getComputedStyle(element, '::after').content,
    );
    const sign = signs.find((content) => /^"[+~−]"$/.test(content)) ?? '';
    return `${row.textContent.trim()} ${sign.slice(1, -1)}`.trim();
  });
}

/** What stands below the thread that stopped for a reason of its own. */
export function shownFrames(): { readonly frames: string[]; readonly collapsed: string | null } {
  const rows = [
    ...document.querySelectorAll<HTMLElement>('.debug-call-stack .monaco-list-row'),
  ].sort((one, other) => Number(one.dataset['index']) - Number(other.dataset['index']));
  const frames: string[] = [];
  // A single thread has no row of its own.
  let isBelow = true;
  let collapsed: string | null = null;
  for (const row of rows) {
    const frame = row.querySelector('.stack-frame');
    if (frame === null) {
      isBelow = /paused (on|after)|exception/i.test(row.textContent);
      const isShut = row.getAttribute('aria-expanded') === 'false';
      if (isBelow && isShut) collapsed = row.dataset['index'] ?? null;
    } else if (isBelow) frames.push(frame.textContent);
  }
  return { frames, collapsed };
}
