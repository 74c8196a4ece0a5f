/** What the console debugger says of names, and of what cannot be done. */
import { describe, expect, it } from 'vitest';
import { pagewalk } from './command';

const PROMPT = '(pagewalk) ';

/** The answers to commands, in order. */
async function answers(commands: readonly string[]): Promise<string[]> {
  const typed = commands.map((command) => `${command}\n`).join('');
  const { output, errors } = await pagewalk(['run', '--interactive', 'examples/cow.vms'], typed);
  expect(errors).toBe('');
  return output
    .split(PROMPT)
    .slice(1)
    .map((answer) => answer.trim());
}

describe('names', () => {
  it('are listed with their meanings', async () => {
    const found = await answers(['tables', 'help tables', 'tables physBlock', 'tables faults']);
    expect(found[0]).toMatch(/^ {2}functions +functions of expressions$/m);
    expect(found[0]).toMatch(/^ {2}physBlock +VM: a frame with its count of references$/m);
    expect(found[1]).toBe(found[0]);
    expect(found[2]).toMatch(/^ {2}refcount +physRegions linked, plus one if PBF_INCACHE/m);
    expect(found[3]).toMatch(/^ {2}cow +A shared page was copied for its writer/m);
  });

  const WRONG: readonly (readonly [typed: string, words: string])[] = [
    ['tables physblok', 'did you mean physBlock?'],
    ['watch physBlock.refcnt[3]', 'did you mean physBlock.refcount?'],
    ['watch refcount[3]', 'did you mean physBlock.refcount, fdref.refcount?'],
    ['watch regoin.start[3]', 'did you mean region.start?'],
    ['break memcow', 'did you mean memCow?'],
    ['break event cov', 'did you mean cow?'],
    ['nxt', 'did you mean next?'],
  ];

  it('that are wrong are answered by the nearest ones', async () => {
    const found = await answers(WRONG.map(([typed]) => typed));
    WRONG.forEach(([typed, words], i) => {
      expect([typed, found[i]]).toEqual([typed, expect.stringContaining(words)]);
    });
  });

  it('of a process stand for its row', async () => {
    const found = await answers([
      'next 11',
      'print vmproc.total[child]',
      'print child.rss',
      'watch region.start[child]',
    ]);
    expect(Number(found[1]) * 4096).toBe(Number(found[2]));
    expect(found[3]).toMatch(/^child is a process, and no row of region\.start: rows are numbers/);
  });
});

describe('what cannot be done', () => {
  const IMPOSSIBLE: readonly (readonly [typed: string, words: string])[] = [
    ['break 0', 'there is no line 0: they count from 1'],
    ['break -1', 'there is no line -1: they count from 1'],
    ['break', 'break needs a line, a function, FILE:LINE, event KIND or failure'],
    ['break vm/nothing.ts:5', 'vm/nothing.ts: kernel, servers and hardware have no such file'],
    ['break 21 if', 'if needs a condition: if child.faults.cow > 1'],
    ['break 21 hits 0', 'hits 0: it is none of'],
    ['break 21 hits often', 'hits often: it is none of'],
    ['watch', 'which cell?'],
    ['watch region', 'region is a table: tables region lists its columns'],
    ['watch region.start', 'region.start: which row? region.start[1]'],
    ['watch ram[-1]', 'ram has no row -1: rows are numbers, here 0 to'],
    ['goto', 'which moment?'],
    ['goto 0', '0 is no moment'],
    ['diff soon', 'soon is no moment'],
    ['continue 5', 'continue takes nothing behind it: 5'],
    ['step -1', 'step -1: how often is a whole number from 1'],
    ['set ram[0] =', 'set needs a cell and a number'],
    ['history frame 999999', 'there is no frame 999999'],
    ['print', 'print needs an expression or a cell'],
    ['branch 7', 'there is no branch 7: branches lists them'],
    ['help break now', 'help takes one command: help break'],
  ];

  it('is told in a line', async () => {
    const found = await answers(IMPOSSIBLE.map(([typed]) => typed));
    IMPOSSIBLE.forEach(([typed, words], i) => {
      expect([typed, found[i]]).toEqual([typed, expect.stringContaining(words)]);
      expect(found[i]?.split('\n')).toHaveLength(1);
    });
  });

  it('diff takes the end', async () => {
    const [answer] = await answers(['diff end']);
    expect(answer).toMatch(/^tlb\.misses\[1\] {2}\d+ -> 0$/m);
  });
});
