// Which names are processes, variables, parameters and definitions: what a grammar cannot tell.

import type { Span } from '../tree';
import { DOCUMENT, type Analysis } from './analysis';
import type { ScriptName } from './names';

export type TokenType = 'class' | 'variable' | 'parameter' | 'function';

export interface SemanticToken extends Span {
  readonly type: TokenType;
  /** The statement gives the name. */
  readonly isDeclaration: boolean;
}

/** The names of the script in the document, in its order. Processes are shown as classes are. */
export function semanticTokens(analysis: Analysis): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  for (const name of analysis.names.all) {
    if (name.kind === 'pid') continue;
    const type = typeOf(analysis, name);
    for (const { source, start, end, role } of name.occurrences) {
      if (source === DOCUMENT) tokens.push({ start, end, type, isDeclaration: role === 'gives' });
    }
  }
  return tokens.sort((a, b) => a.start - b.start);
}

function typeOf(analysis: Analysis, name: ScriptName): TokenType {
  if (name.kind === 'definition') return 'function';
  if (analysis.kindOf(name) === 'process') return 'class';
  return name.kind === 'parameter' ? 'parameter' : 'variable';
}
