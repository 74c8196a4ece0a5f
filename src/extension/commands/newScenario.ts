/** *New Scenario*: an unsaved scenario that runs, and shows the parts that one has. */
import * as vscode from 'vscode';

const TEXT = `# A new scenario: press F5, then step over, back, and into the VM server.
machine { arch = i386, memory = 16M, tlb = 64/4 }

spawn p

p: buf = mmap(NULL, 2*PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
p: store(buf, "hello")
p: load(buf, 5) = "hello"

expect p.faults.zero == 1 "the first touch of a page fills it with zeros"
expect !resident(p, buf + PAGE) "nobody touched the second page"
`;

/** Opens it. */
export async function newScenario(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'vms', content: TEXT });
  await vscode.window.showTextDocument(document);
}
