// Parses items and blocks of items. Each item is one unit of recovery: a syntax error in it costs
// one diagnostic, the item is kept as broken, and reading goes on behind it.

import {
  finishPlaceWho,
  parseAction,
  parseAssignedCall,
  parseBracketedWho,
  parseNamedAction,
  parsePidWho,
} from './parseAction';
import {
  parseAsk,
  parseDefine,
  parseFor,
  parseIf,
  parseInject,
  parseInterleaved,
  parseRepeat,
  parseScenario,
} from './parseCompound';
import { parseIndex } from './parseExpression';
import type { ParseState } from './parseState';
import { insertion, quoted, replacement } from './parseState';
import {
  parseExpect,
  parseFile,
  parseInclude,
  parseLet,
  parseMachine,
  parseSay,
  parseSpawn,
  parseStop,
  parseWordStatement,
} from './parseStatement';
import { recover } from './recover';
import { nearestName } from './suggest';
import { ITEM_WORDS, Token } from './tokens';
import type { Block, Identifier, Item, Who } from './tree';

/** Parses items up to the end of the source, or in a block up to its `}`, which is not taken. */
export function parseItems(state: ParseState, isBlock: boolean): Item[] {
  const items: Item[] = [];
  while (!state.hasGivenUp) {
    const { kind } = state;
    if (kind === Token.EndOfFile) break;
    if (kind === Token.LineEnd || kind === Token.Semicolon) {
      state.next();
    } else if (kind !== Token.RightBrace) {
      items.push(parseItem(state));
    } else if (isBlock) {
      break;
    } else {
      state.add('strayBrace', {}, state.place());
      state.next();
    }
  }
  return items;
}

function parseItem(state: ParseState): Item {
  const { scanner } = state;
  const { start } = scanner;
  const item = parseForm(state);
  if (!state.trouble && !isItemEnd(state)) state.failAt('expectedEnd', '');
  if (!state.trouble && item !== null) return item;
  const opensBlock = recover(state, start);
  const body = opensBlock ? parseBlockAfterError(state) : null;
  return { kind: 'broken', start, end: scanner.previousEnd, item, body };
}

function isItemEnd(state: ParseState): boolean {
  const { kind } = state;
  const isLineEnd = kind === Token.LineEnd || kind === Token.Semicolon;
  return isLineEnd || kind === Token.RightBrace || kind === Token.EndOfFile;
}

function parseForm(state: ParseState): Item | null {
  const { start } = state.scanner;
  switch (state.kind) {
    case Token.Name: {
      const word = state.identifier('expectedItem');
      return parseNamedForm(state, word);
    }
    case Token.Integer:
      return parseWhoForm(state, parsePidWho(state), start);
    case Token.LeftBracket:
      return parseWhoForm(state, parseBracketedWho(state), start);
    case Token.Resumed:
    case Token.Dashes:
    case Token.Pluses:
      return parseAction(state, null, start);
    default:
      state.failAt('expectedItem', '');
      return null;
  }
}

/**
 * Parses an item that begins with a name: one that is a word of the language, or who acts, or what
 * is called.
 */
function parseNamedForm(state: ParseState, word: Identifier): Item | null {
  const { kind } = state;
  const { start, text } = word;
  if (kind === Token.Colon) return parseWhoForm(state, finishPlaceWho(state, text, null), start);
  if (ITEM_WORDS.has(text)) return parseWordForm(state, word);
  if (kind === Token.LeftBracket) return parseIndexedForm(state, word);
  if (kind === Token.LeftParen) return parseNamedAction(state, null, start, text, start);
  if (kind === Token.Equals) {
    refuseAssignment(state, word);
    return parseNamedAction(state, null, start, text, start);
  }
  refuseName(state, word);
  return null;
}

/** Parses what begins with `name[index]`: who acts, or the element that gets a result. */
function parseIndexedForm(state: ParseState, name: Identifier): Item {
  const index = parseIndex(state);
  const { start, text } = name;
  const place = { start, end: state.scanner.previousEnd, name: text, index };
  if (state.at(Token.Colon) && !state.trouble) {
    return parseWhoForm(state, finishPlaceWho(state, text, index), start);
  }
  if (state.at(Token.Equals)) refuseAssignment(state, name);
  return parseAssignedCall(state, null, start, place);
}

/** Reports `x = ...` where nobody is there to do it. */
function refuseAssignment(state: ParseState, target: Identifier): void {
  if (state.mayOmitWho) return;
  const args = { target: target.text };
  state.fail('missingProcess', args, target, insertion(target.start, 'let '));
}

/** Reports a name that begins nothing, with what was probably meant. */
function refuseName(state: ParseState, word: Identifier): void {
  const found = quoted(word.text);
  const near = nearestName(word.text, ITEM_WORDS);
  if (word.text === 'else') {
    state.fail('elseWithoutIf', {}, word);
  } else if (near !== null) {
    const args = { found, suggestion: quoted(near) };
    state.fail('unknownWord', args, word, replacement(word, word.text, near));
  } else if (state.at(Token.Name) || state.at(Token.Resumed)) {
    const args = { subject: found, found: state.found() };
    state.fail('expectedColon', args, state.place(), insertion(word.end, ':'));
  } else {
    state.fail('unknownStatement', { found }, word);
  }
}

function parseWhoForm(state: ParseState, who: Who, start: number): Item {
  const { scanner } = state;
  if (!state.at(Token.LeftBrace) || state.trouble) return parseAction(state, who, start);
  const body = parseBlockWithoutWho(state, state.source.slice(start, scanner.previousEnd));
  return { kind: 'who', start, end: scanner.previousEnd, who, body };
}

function parseWordForm(state: ParseState, word: Identifier): Item | null {
  switch (word.text) {
    case 'machine':
      return parseMachine(state, word);
    case 'file':
      return parseFile(state, word);
    case 'spawn':
      return parseSpawn(state, word);
    case 'include':
      return parseInclude(state, word);
    case 'def':
      return parseDefine(state, word, parseBlockWithoutWho);
    case 'scenario':
      return parseScenario(state, word, parseBlock);
    case 'let':
      return parseLet(state, word);
    case 'if':
      return parseIf(state, word, parseBlock);
    case 'for':
      return parseFor(state, word, parseBlock);
    case 'repeat':
      return parseRepeat(state, word, parseBlock);
    case 'expect':
      return parseExpect(state, word);
    case 'ask':
      return parseAsk(state, word, parseBlock);
    case 'say':
      return parseSay(state, word);
    case 'stop':
      return parseStop(state, word);
    case 'break':
    case 'mark':
    case 'settle':
      return parseWordStatement(state, word.text, word);
    case 'parallel':
    case 'explore':
      return parseInterleaved(state, word.text, word, parseBlock);
    case 'inject':
      return parseInject(state, word, parseBlock);
    default:
      return null;
  }
}

// -------------------------------------------------------------------------------------------------
// Blocks

/** Parses `{ items }`; `what` is how a message calls what the block belongs to. */
function parseBlock(state: ParseState, what: string): Block {
  const { scanner } = state;
  state.skipLineEndBefore('{');
  const { start } = scanner;
  if (state.trouble || !state.at(Token.LeftBrace)) {
    state.failAt('expectedBlock', what);
    return { kind: 'block', start: scanner.previousEnd, end: scanner.previousEnd, items: [] };
  }
  const mayNest = state.mayNest();
  scanner.next();
  if (!mayNest) return skipBlock(state, start);
  return finishBlock(state, start);
}

/** Parses the items and the `}` of a block whose `{` was taken. */
function finishBlock(state: ParseState, start: number): Block {
  const { scanner } = state;
  state.depth++;
  state.openBlocks++;
  const items = parseItems(state, true);
  state.openBlocks--;
  state.depth--;
  if (state.at(Token.RightBrace)) scanner.next();
  else if (!state.hasGivenUp) state.reportUnclosed('unclosedBlock', start);
  return { kind: 'block', start, end: scanner.previousEnd, items };
}

/**
 * Parses the block behind a header that could not be read, so that its statements are still
 * checked.
 */
function parseBlockAfterError(state: ParseState): Block {
  const start = state.scanner.previousEnd - 1;
  if (!state.mayNest()) return skipBlock(state, start);
  const block = finishBlock(state, start);
  state.trouble = false;
  return block;
}

/** Goes over a block that is nested too deeply, without reading what is in it. */
function skipBlock(state: ParseState, start: number): Block {
  const { scanner } = state;
  let open = 1;
  while (open > 0 && !state.at(Token.EndOfFile)) {
    if (state.at(Token.LeftBrace)) open++;
    if (state.at(Token.RightBrace)) open--;
    scanner.next();
  }
  state.trouble = false;
  return { kind: 'block', start, end: scanner.previousEnd, items: [] };
}

/** Parses a block in which calls need no `who`. */
function parseBlockWithoutWho(state: ParseState, what: string): Block {
  const outside = state.mayOmitWho;
  state.mayOmitWho = true;
  const block = parseBlock(state, what);
  state.mayOmitWho = outside;
  return block;
}
