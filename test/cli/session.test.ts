/** The session that README.md shows is what the console debugger prints. */
import { describe, expect, it } from 'vitest';
import { pagewalk } from './command';
import { fencedBlocks } from './documents';

const PROMPT = '(pagewalk) ';

/** Leaves out line numbers of the servers' source and counts of its lines: they change with every edit of it. */
function withoutLines(text: string): string {
  return text.replace(/(\d\.\d+):\d+/g, '$1').replace(/(engine\/[\w/.]+):\d+/g, '$1');
}

describe('README.md', () => {
  it('shows a session as it is', async () => {
    const [session = ''] = fencedBlocks('README.md', 'console');
    const [command = '', ...lines] = session.trimEnd().split('\n');
    const [, args = ''] = command.split('$ node dist/cli.js ');
    const typed = lines.filter((line) => line.startsWith(PROMPT));
    expect(typed.length).toBeGreaterThan(5);
    const input = typed.map((line) => `${line.slice(PROMPT.length)}\n`).join('');
    const { status, output } = await pagewalk(args.split(' '), input);
    expect(status).toBe(0);
    // What is typed is not printed where there is no terminal, nor the line break that ends it.
    const shown = lines.map((line) => (line.startsWith(PROMPT) ? PROMPT : `${line}\n`)).join('');
    expect(withoutLines(output.trimEnd())).toBe(withoutLines(shown.trimEnd()));
  });

  it('goes where its first session says', async () => {
    const block =
      fencedBlocks('README.md', 'sh').find((text) => text.includes('--interactive')) ?? '';
    const commands = block.split('\n').map((line) => (line.split('#')[0] ?? '').trim());
    const [start, open = '', ...typed] = commands.filter((line) => line !== '');
    expect(start).toBe('npm run build');
    expect(typed).toHaveLength(3);
    const args = open.replace('node dist/cli.js ', '').split(' ');
    const { output } = await pagewalk(args, typed.map((line) => `${line}\n`).join(''));
    const answers = output.split(PROMPT).slice(1);
    expect(answers[0]).toContain('child: store(buf, "HELLO")');
    expect(answers[1]).toContain('engine/vm/');
    expect(answers[2]).toContain('engine/vm/');
  });
});
