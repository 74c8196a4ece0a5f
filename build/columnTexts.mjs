/**
 * Finds what the columns of the machine's tables mean: the comments of their declarations. The declarations stay the
 * only place where that is written.
 */
import ts from 'typescript';

const COLUMNS = new Set(['Int32Column', 'FloatColumn']);

/**
 * @param {ts.SourceFile} source a file that declares tables
 * @returns {[name: string, text: string][]} columns that have a comment, by their names in the store (`region.flags`)
 */
export function columnTexts(source) {
  /** @type {[string, string][]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (isTable(node)) found.push(...textsOfFields(node, source));
    else if (isColumn(node)) found.push(...textOfColumn(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/**
 * @param {ts.Node} node
 * @returns {node is ts.CallExpression} `table(store, 'region', rows, { ... }, 'path')`
 */
function isTable(node) {
  return (
    ts.isCallExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'table'
  );
}

/**
 * @param {ts.Node} node
 * @returns {node is ts.NewExpression} `new Int32Column(store, 'alloc.free', ...)`
 */
function isColumn(node) {
  return (
    ts.isNewExpression(node) &&
    ts.isIdentifier(node.expression) &&
    COLUMNS.has(node.expression.text)
  );
}

/**
 * @param {ts.CallExpression} call
 * @param {ts.SourceFile} source
 * @returns {[string, string][]}
 */
function textsOfFields(call, source) {
  const [, name, , fields, path] = call.arguments;
  const table = path ?? name;
  if (!table || !ts.isStringLiteral(table) || !fields || !ts.isObjectLiteralExpression(fields)) {
    return [];
  }
  return fields.properties.flatMap((property) => {
    const text = commentOf(property, source);
    if (!property.name || text === '') return [];
    return [[`${table.text}.${property.name.getText(source)}`, text]];
  });
}

/**
 * @param {ts.NewExpression} column
 * @param {ts.SourceFile} source
 * @returns {[string, string][]}
 */
function textOfColumn(column, source) {
  const name = column.arguments?.[1];
  const text = commentOf(column.parent, source);
  return name && ts.isStringLiteral(name) && text !== '' ? [[name.text, text]] : [];
}

/**
 * @param {ts.Node} node
 * @param {ts.SourceFile} source
 * @returns {string} the comment above a declaration on one line; empty if there is none
 */
function commentOf(node, source) {
  const ranges = ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [];
  const last = ranges.at(-1);
  const comment = last ? source.text.slice(last.pos, last.end) : '';
  if (!comment.startsWith('/**')) return '';
  return comment
    .slice(3, -2)
    .replace(/^\s*\*/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
