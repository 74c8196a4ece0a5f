/**
 * JSON schemas of the protocol's messages, made from the declarations that @vscode/debugprotocol ships, so that every
 * message of every test can be checked. What the declarations do not name is forbidden: a misspelt field is found.
 */
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { schemaErrors, type Schema } from '../cli/schema';

const FILE = require.resolve('@vscode/debugprotocol/lib/debugProtocol.d.ts');

/** Every adapter has its own; docs/dap.md has ours. */
const OPEN = new Set(['LaunchRequestArguments', 'AttachRequestArguments']);

const root = makeSchema();

interface Root extends Schema {
  readonly $defs: Readonly<Record<string, Schema>>;
}

/** What is wrong with a message; empty when it is as the protocol says. Custom requests and events need no form. */
export function messageErrors(message: unknown): string[] {
  const name = definitionName(message);
  if (name === null) return [`no protocol message: ${String(message)}`];
  const text = JSON.stringify(message);
  // Only what survives JSON is a message.
  return schemaErrors({ $defs: root.$defs, $ref: `#/$defs/${name}` }, JSON.parse(text)).map(
    (error) => `${error} in ${text}`,
  );
}

/** The declaration that a message must follow. */
function definitionName(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  const fields: Readonly<Record<string, unknown>> = { ...message };
  const { type, command, event, success } = fields;
  if (type === 'event') return known(`${capital(event)}Event`) ?? 'Event';
  if (type === 'request') return known(`${capital(command)}Request`) ?? 'Request';
  if (type !== 'response') return null;
  if (success === false) return 'ErrorResponse';
  return known(`${capital(command)}Response`) ?? 'Response';
}

function known(name: string): string | null {
  return name in root.$defs ? name : null;
}

function capital(word: unknown): string {
  const text = typeof word === 'string' ? word : '';
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function makeSchema(): Root {
  const source = ts.createSourceFile(
    FILE,
    readFileSync(FILE, 'utf8'),
    ts.ScriptTarget.ES2022,
    true,
  );
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  const aliases = new Map<string, ts.TypeAliasDeclaration>();
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node)) interfaces.set(node.name.text, node);
    else if (ts.isTypeAliasDeclaration(node)) aliases.set(node.name.text, node);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  const $defs: Record<string, Schema> = {};
  for (const [name, node] of interfaces) {
    const schema = objectSchema(membersOf(node, interfaces));
    $defs[name] = OPEN.has(name) ? { type: 'object' } : schema;
  }
  for (const [name, { type }] of aliases) $defs[name] = typeSchema(type);
  return { $defs };
}

/** The members of an interface and of those that it extends; its own win. */
function membersOf(
  node: ts.InterfaceDeclaration,
  all: ReadonlyMap<string, ts.InterfaceDeclaration>,
): readonly ts.TypeElement[] {
  const members = new Map<string, ts.TypeElement>();
  for (const { types } of node.heritageClauses ?? []) {
    for (const { expression } of types) {
      const parent = all.get(expression.getText());
      if (parent === undefined)
        throw new Error(`${node.name.text} extends ${expression.getText()}`);
      for (const member of membersOf(parent, all))
        members.set(member.name?.getText() ?? '', member);
    }
  }
  for (const member of node.members) members.set(member.name?.getText() ?? '', member);
  return [...members.values()];
}

function objectSchema(members: readonly ts.TypeElement[]): Schema {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  let isOpen = false;
  for (const member of members) {
    if (ts.isIndexSignatureDeclaration(member)) isOpen = true;
    else if (ts.isPropertySignature(member) && member.type !== undefined) {
      const name = member.name.getText();
      properties[name] = typeSchema(member.type);
      if (member.questionToken === undefined) required.push(name);
    }
  }
  const schema = { type: 'object', properties, required };
  return isOpen ? schema : { ...schema, additionalProperties: false };
}

function typeSchema(type: ts.TypeNode): Schema {
  switch (type.kind) {
    case ts.SyntaxKind.AnyKeyword:
      return {};
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' };
    case ts.SyntaxKind.NumberKeyword:
      return { type: 'number' };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
  }
  if (ts.isLiteralTypeNode(type)) return literalSchema(type);
  if (ts.isArrayTypeNode(type)) return { type: 'array', items: typeSchema(type.elementType) };
  if (ts.isParenthesizedTypeNode(type)) return typeSchema(type.type);
  if (ts.isUnionTypeNode(type)) return { anyOf: type.types.map(typeSchema) };
  if (ts.isTypeLiteralNode(type)) return objectSchema([...type.members]);
  if (ts.isTypeReferenceNode(type)) return { $ref: `#/$defs/${type.typeName.getText()}` };
  throw new Error(`${FILE}: no schema for ${type.getText()}`);
}

function literalSchema({ literal }: ts.LiteralTypeNode): Schema {
  if (literal.kind === ts.SyntaxKind.NullKeyword) return { type: 'null' };
  if (literal.kind === ts.SyntaxKind.TrueKeyword) return { const: true };
  if (literal.kind === ts.SyntaxKind.FalseKeyword) return { const: false };
  if (ts.isStringLiteral(literal)) return { const: literal.text };
  return { const: Number(literal.getText()) };
}
