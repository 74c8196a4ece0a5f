/**
 * Runs the tests beside it inside an extension host, as VS Code asks for them (`extensionTestsPath`): mocha's results go to
 * the file `results.json` beside the bundle, for the one that started VS Code.
 */
import fs from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** A test that ran. */
export interface Result {
  readonly title: string;
  /** null: it passed. */
  readonly failure: string | null;
}

/** Called by VS Code; it rejects if a test failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false, reporter: 'spec' });
  const files = fs.readdirSync(__dirname).filter((name) => name.endsWith('.test.js'));
  for (const file of files.sort()) mocha.addFile(path.join(__dirname, file));
  const results: Result[] = [];
  // After each test: what ran is known even if the host dies.
  const keep = (result: Result): void => {
    results.push(result);
    fs.writeFileSync(path.join(__dirname, 'results.json'), JSON.stringify(results));
  };
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => keep({ title: test.fullTitle(), failure: null }));
    runner.on('fail', (test, error: Error) =>
      keep({ title: test.fullTitle(), failure: error.stack ?? error.message }),
    );
  });
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
