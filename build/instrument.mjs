/**
 * Turns one source text into its stepping form: every function that takes the machine opens a span,
 * every statement of it reports its place, and every way out closes the span.
 *
 * The text is edited, never printed anew, and no edit adds a line break: the lines of the stepping
 * form are the lines of the source. It must never change what the code computes.
 */
import ts from 'typescript';

/** How many arguments a span records, besides the machine. */
const MAX_ARGUMENTS = 8;

/**
 * The numbers that the stepping form refers to, shared by all files of one build.
 *
 * @typedef {object} Sites
 * @property {{ name: string, file: string, line: number, parameters: string[] }[]} functions
 * @property {number[]} siteFunction the function of each site, as an index into `functions`
 * @property {number[]} siteLine the line of each site, from 1
 */

/**
 * An insertion. Where several fall on one place, what closes something (`close`) goes before what
 * opens something, and of two that close, the inner one (made later) goes first.
 *
 * @typedef {{ at: number, text: string, close: boolean }} Edit
 */

/** A source that cannot be given spans; the message names the file and the line. */
export class InstrumentError extends Error {}

/** @returns {Sites} the numbering of a build that has seen no file yet */
export function noSites() {
  return { functions: [], siteFunction: [], siteLine: [] };
}

/**
 * @param {string} text the source
 * @param {string} file its path below src, as it shall be shown
 * @param {Sites} sites receives the functions and statements of this file
 * @returns {string} the stepping form
 * @throws {InstrumentError} on a syntax error, and on what a span cannot be closed in: try
 *   statements, generators, async functions, a second variable called `machine`
 */
export function instrument(text, file, sites) {
  const source = parse(text, file);
  const instrumenter = new Instrumenter(source, file, sites);
  instrumenter.visit(source);
  return applyEdits(text, instrumenter.edits);
}

/**
 * Parses a text and refuses it if it has syntax errors.
 *
 * @param {string} text
 * @param {string} file
 */
export function parse(text, file) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  // The compiler finds these while parsing but does not declare them in its public types.
  const found = /** @type {{ parseDiagnostics?: ts.DiagnosticWithLocation[] }} */ (
    /** @type {unknown} */ (source)
  );
  const [error] = found.parseDiagnostics ?? [];
  if (error) {
    const { line } = source.getLineAndCharacterOfPosition(error.start);
    const message = ts.flattenDiagnosticMessageText(error.messageText, ' ');
    throw new InstrumentError(`src/${file}:${line + 1}: ${message}`);
  }
  return source;
}

/**
 * @param {string} text
 * @param {Edit[]} edits in the order in which they were made
 */
function applyEdits(text, edits) {
  const ordered = edits
    .map((edit, made) => ({ ...edit, made }))
    .sort(
      (a, b) =>
        a.at - b.at ||
        Number(b.close) - Number(a.close) ||
        (a.close ? b.made - a.made : a.made - b.made),
    );
  let result = '';
  let done = 0;
  for (const edit of ordered) {
    result += text.slice(done, edit.at) + edit.text;
    done = edit.at;
  }
  return result + text.slice(done);
}

class Instrumenter {
  /** @type {Edit[]} */
  edits = [];

  /** The variable that holds a span's depth: a name that the file does not use. */
  #depth = '$d';

  /** The function whose body is being walked, as an index into `functions`. */
  #function = 0;

  /**
   * @param {ts.SourceFile} source
   * @param {string} file
   * @param {Sites} sites
   */
  constructor(source, file, sites) {
    this.source = source;
    this.file = file;
    this.sites = sites;
    while (source.text.includes(this.#depth)) this.#depth += '_';
  }

  /**
   * Finds the functions that take the machine, wherever they are declared.
   *
   * @param {ts.Node} node
   * @returns {void}
   */
  visit(node) {
    if (ts.isFunctionDeclaration(node) && node.body && takesMachine(node)) {
      this.#instrumentFunction(node, node.body);
    }
    ts.forEachChild(node, (child) => {
      this.visit(child);
    });
  }

  /**
   * @param {ts.FunctionDeclaration} declaration
   * @param {ts.Block} body
   */
  #instrumentFunction(declaration, body) {
    if (declaration.asteriskToken || isAsync(declaration)) {
      this.#refuse(declaration, 'a function that takes the machine is plain and synchronous');
    }
    const recorded = declaration.parameters.slice(1, 1 + MAX_ARGUMENTS);
    const names = recorded.map(({ name }) => name.getText().replace(/\s+/g, ' '));
    const values = recorded.map(({ name }) => (ts.isIdentifier(name) ? name.text : '0'));
    const { functions } = this.sites;
    this.#function = functions.length;
    functions.push({
      name: declaration.name?.text ?? 'default',
      file: this.file,
      line: this.#line(declaration),
      parameters: names,
    });

    const open = `const ${this.#depth}=machine.trace.open(${[this.#function, ...values].join()});`;
    // The leading semicolon ends a last statement that has none.
    const end = endsByItself(body) ? '' : `;machine.trace.close(${this.#depth});`;
    if (body.statements.length === 0) {
      this.#open(body.getStart() + 1, open + end);
      return;
    }
    this.#open(body.getStart() + 1, open);
    this.#close(body.end - 1, end);
    this.#list(body.statements);
  }

  /**
   * Statements in a list: each is preceded by its mark, and the list stays a list, so that a
   * declaration is seen by those that follow.
   *
   * @param {ts.NodeArray<ts.Statement>} statements
   */
  #list(statements) {
    for (const statement of statements) {
      if (canStopAt(statement)) this.#open(statement.getStart(), this.#mark(statement));
      this.#inside(statement);
    }
  }

  /**
   * The body of an `if` or of a loop: without braces it is given some, to make room for the mark.
   *
   * @param {ts.Statement} statement
   */
  #body(statement) {
    if (canStopAt(statement)) {
      this.#open(statement.getStart(), `{${this.#mark(statement)}`);
      this.#close(statement.end, '}');
    }
    this.#inside(statement);
  }

  /**
   * What is within a statement: other statements, and the way out of a return. Functions within
   * are not this function's statements.
   *
   * @param {ts.Statement} statement
   */
  #inside(statement) {
    if (ts.isBlock(statement)) this.#list(statement.statements);
    else if (ts.isIfStatement(statement)) {
      this.#body(statement.thenStatement);
      if (statement.elseStatement) this.#body(statement.elseStatement);
    } else if (ts.isIterationStatement(statement, false)) {
      if (isFor(statement)) this.#checkShadow(statement.initializer);
      this.#body(statement.statement);
    } else if (ts.isLabeledStatement(statement)) {
      // The mark stands before the label: nothing may come between a label and its loop.
      this.#inside(statement.statement);
    } else if (ts.isSwitchStatement(statement)) {
      for (const clause of statement.caseBlock.clauses) this.#list(clause.statements);
    } else if (ts.isReturnStatement(statement)) this.#return(statement);
    else if (ts.isVariableStatement(statement)) this.#checkShadow(statement.declarationList);
    else if (ts.isTryStatement(statement)) {
      this.#refuse(statement, 'the engine has no try statements: results are values');
    }
  }

  /** @param {ts.ReturnStatement} statement */
  #return(statement) {
    const { expression } = statement;
    if (expression) {
      this.#open(expression.getStart(), `machine.trace.close(${this.#depth},(`);
      this.#close(expression.end, '))');
    } else {
      this.#open(statement.getStart() + 'return'.length, ` machine.trace.close(${this.#depth})`);
    }
  }

  /**
   * The inserted calls reach the trace by the name `machine`, so nothing else may have it.
   *
   * @param {ts.Node | undefined} declarations
   */
  #checkShadow(declarations) {
    if (!declarations || !ts.isVariableDeclarationList(declarations)) return;
    for (const { name } of declarations.declarations) {
      if (bindsMachine(name)) this.#refuse(name, 'only the first parameter is called `machine`');
    }
  }

  /** @param {ts.Statement} statement */
  #mark(statement) {
    const { siteFunction, siteLine } = this.sites;
    siteFunction.push(this.#function);
    siteLine.push(this.#line(statement));
    return `machine.trace.at(${this.#depth},${siteLine.length - 1});`;
  }

  /** @param {ts.Node} node */
  #line(node) {
    return this.source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  }

  /**
   * @param {number} at
   * @param {string} text
   */
  #open(at, text) {
    this.edits.push({ at, text, close: false });
  }

  /**
   * @param {number} at
   * @param {string} text
   */
  #close(at, text) {
    this.edits.push({ at, text, close: true });
  }

  /**
   * @param {ts.Node} node
   * @param {string} message
   * @returns {never}
   */
  #refuse(node, message) {
    throw new InstrumentError(`src/${this.file}:${this.#line(node)}: ${message}`);
  }
}

/** @param {ts.FunctionDeclaration} declaration */
function takesMachine(declaration) {
  const first = declaration.parameters[0];
  return first !== undefined && ts.isIdentifier(first.name) && first.name.text === 'machine';
}

/** @param {ts.FunctionDeclaration} declaration */
function isAsync(declaration) {
  return declaration.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
}

/**
 * Whether a statement does something of its own: a block's statements are marked instead of it,
 * and declarations that leave nothing to run are no place to stop at.
 *
 * @param {ts.Statement} statement
 */
function canStopAt(statement) {
  return !(
    ts.isBlock(statement) ||
    ts.isEmptyStatement(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  );
}

/**
 * @param {ts.IterationStatement} loop
 * @returns {loop is ts.ForStatement | ts.ForInStatement | ts.ForOfStatement}
 */
function isFor(loop) {
  return ts.isForStatement(loop) || ts.isForInStatement(loop) || ts.isForOfStatement(loop);
}

/**
 * Whether control can never reach the closing brace.
 *
 * @param {ts.Block} body
 */
function endsByItself(body) {
  const last = body.statements.at(-1);
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
}

/**
 * @param {ts.BindingName} name
 * @returns {boolean}
 */
function bindsMachine(name) {
  if (ts.isIdentifier(name)) return name.text === 'machine';
  return name.elements.some(
    (element) => ts.isBindingElement(element) && bindsMachine(element.name),
  );
}
