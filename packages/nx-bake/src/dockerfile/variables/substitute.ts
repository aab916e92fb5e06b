import { replaceMatches, SubstitutionError } from './shell-pattern';
import { lookUp, type Scope } from './variable';
import { applyOperator, HOLE, valueOf, type Expansion } from './variable-operator';

interface Lexer {
  readonly chars: readonly string[];
  readonly scope: Scope;
  readonly escape: string;
  at: number;
  depth: number;
}

/** The longest text that is put together. */
const LONGEST = 256 * 1024;

/** Deeper than anyone writes, and far from the end of the stack. */
const MAX_DEPTH = 100;

/**
 * Takes the quotes off one word and puts the values of its variables in, as BuildKit does:
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/shell/lex.go
 * `why` tells that a part of the text is missing.
 */
export function substitute(word: string, scope: Scope, escape: string): Expansion {
  if (!word.includes(escape) && !/["$']/.test(word)) return { text: word }; // most words are plain
  try {
    return expandUntil({ chars: Array.from(word), scope, escape, at: 0, depth: 0 }, undefined, false);
  } catch (error) {
    if (error instanceof SubstitutionError) return { text: HOLE, why: error.message };
    throw error;
  }
}

function expandUntil(lexer: Lexer, stop: string | undefined, keepEscapes: boolean): Expansion {
  if (++lexer.depth > MAX_DEPTH) throw new SubstitutionError('nested too deeply');
  const parts: Expansion[] = [];
  for (let char = lexer.chars[lexer.at]; char !== stop; char = lexer.chars[lexer.at]) {
    if (char === undefined) throw new SubstitutionError(`missing ${stop ?? ''}`);
    parts.push(expandOne(lexer, char, keepEscapes));
  }
  lexer.at++;
  lexer.depth--;
  return concatenate(parts);
}

function concatenate(parts: readonly Expansion[]): Expansion {
  const length = parts.reduce((sum, part) => sum + part.text.length, 0);
  if (length > LONGEST) throw new SubstitutionError(`is longer than ${LONGEST} characters`);
  const text = parts.map((part) => part.text).join('');
  const why = parts.find((part) => part.why !== undefined)?.why;
  return why === undefined ? { text } : { text, why };
}

function expandOne(lexer: Lexer, char: string, keepEscapes: boolean): Expansion {
  lexer.at++;
  switch (char) {
    case '$':
      return expandVariable(lexer);
    case "'":
      return { text: takeSingleQuoted(lexer) };
    case '"':
      return expandDoubleQuoted(lexer, keepEscapes);
    case lexer.escape:
      return { text: (keepEscapes ? char : '') + (lexer.chars[lexer.at++] ?? '') };
    default:
      return { text: char };
  }
}

function takeSingleQuoted(lexer: Lexer): string {
  const end = lexer.chars.indexOf("'", lexer.at);
  if (end === -1) throw new SubstitutionError("missing '");
  const text = lexer.chars.slice(lexer.at, end).join('');
  lexer.at = end + 1;
  return text;
}

function expandDoubleQuoted(lexer: Lexer, keepEscapes: boolean): Expansion {
  const parts: Expansion[] = [];
  for (let char = lexer.chars[lexer.at++]; char !== '"'; char = lexer.chars[lexer.at++]) {
    if (char === undefined) throw new SubstitutionError('missing "');
    if (char === '$') parts.push(expandVariable(lexer));
    else parts.push({ text: char === lexer.escape ? takeEscaped(lexer, keepEscapes) : char });
  }
  return concatenate(parts);
}

/** Between double quotes only these can be escaped; before any other character the escape stays. */
function takeEscaped(lexer: Lexer, keepEscapes: boolean): string {
  const next = lexer.chars[lexer.at];
  if (next !== '"' && next !== '$' && next !== lexer.escape)
    return keepEscapes ? lexer.escape.repeat(2) : lexer.escape;
  lexer.at++;
  return (keepEscapes ? lexer.escape : '') + next;
}

function expandVariable(lexer: Lexer): Expansion {
  if (lexer.chars[lexer.at] === '{') return expandBraced(lexer);
  const name = takeName(lexer);
  return name === '' ? { text: '$' } : valueOf(name, lookUp(lexer.scope, name));
}

function expandBraced(lexer: Lexer): Expansion {
  const first = lexer.chars[++lexer.at];
  if (first === undefined || '{}:'.includes(first)) throw new SubstitutionError('bad substitution');
  const name = takeName(lexer);
  const variable = lookUp(lexer.scope, name);
  const sign = lexer.chars[lexer.at++];
  if (sign === '}') return valueOf(name, variable);
  if (sign === '/') return expandReplacement(lexer, valueOf(name, variable));
  const operator = (sign === ':' ? lexer.chars[lexer.at++] : sign) ?? '';
  const word = expandUntil(lexer, '}', operator === '#' || operator === '%');
  return applyOperator(variable, { name, operator, emptyIsUnset: sign === ':', word });
}

function expandReplacement(lexer: Lexer, value: Expansion): Expansion {
  const all = lexer.chars[lexer.at] === '/';
  if (all) lexer.at++;
  const pattern = expandUntil(lexer, '/', true);
  const replacement = expandUntil(lexer, '}', true);
  const why = value.why ?? pattern.why ?? replacement.why;
  if (why !== undefined) return { text: HOLE, why };
  return { text: replaceMatches(value.text, pattern.text, { text: replacement.text, all }) };
}

/** A positional parameter, a special one, or letters, digits and underscores. */
function takeName(lexer: Lexer): string {
  const start = lexer.at;
  const first = lexer.chars[start] ?? '';
  if (/[@*#?$!-]/.test(first)) return lexer.chars[lexer.at++] ?? '';
  const inName = /\p{Nd}/u.test(first) ? /\p{Nd}/u : /[\p{L}\p{Nd}_]/u;
  while (inName.test(lexer.chars[lexer.at] ?? '')) lexer.at++;
  return lexer.chars.slice(start, lexer.at).join('');
}
