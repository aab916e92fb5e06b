/** A pattern that BuildKit refuses, or a substitution that it does. */
export class SubstitutionError extends Error {}

/** One sign of a pattern: a character, `?` for any, or `*` for any number of any. */
type Sign =
  { readonly kind: 'char'; readonly char: string } | { readonly kind: 'any' } | { readonly kind: 'all' };

const ANY: Sign = { kind: 'any' };
const ALL: Sign = { kind: 'all' };

/** The most steps that one match may take: a value and a pattern of 2,000 characters each. */
const MOST_STEPS = 4_000_000;

/**
 * The wildcards of `${name#pattern}`, `${name%pattern}` and `${name/pattern/text}`, without bracket expressions. BuildKit
 * makes them a regular expression of Go's, which is linear; one of JavaScript's may not end:
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/shell/lex.go#L595-L646
 */
function parsePattern(pattern: string): Sign[] {
  const signs: Sign[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    const next = pattern.charAt(at + 1);
    if (char === '*') signs.push(ALL);
    else if (char === '?') signs.push(ANY);
    else if (char !== '\\') signs.push({ kind: 'char', char });
    else if (next === '*' || next === '?' || next === '\\')
      signs.push({ kind: 'char', char: pattern.charAt(++at) });
    else if (next !== '}' && next !== '/')
      throw new SubstitutionError(`invalid escape in the pattern "${pattern}"`);
  }
  return signs;
}

/** As in a regular expression, no wildcard stands for the end of a line. */
const isAnyChar = (char: string): boolean => !/[\n\r\u2028\u2029]/.test(char);

/** Every length at which the beginning of `text` matches, shortest first: all signs are tried side by side. */
function matchingLengths(text: string, signs: readonly Sign[]): number[] {
  if (text.length * signs.length > MOST_STEPS) throw new SubstitutionError('the pattern takes too long');
  const lengths: number[] = [];
  let reached = withSkips(new Uint8Array(signs.length + 1).fill(1, 0, 1), signs);
  for (let at = 0; reached.includes(1); at++) {
    if (reached[signs.length] === 1) lengths.push(at);
    if (at === text.length) break;
    reached = withSkips(step(reached, signs, text.charAt(at)), signs);
  }
  return lengths;
}

function step(reached: Uint8Array, signs: readonly Sign[], char: string): Uint8Array {
  const next = new Uint8Array(signs.length + 1);
  signs.forEach((sign, at) => {
    if (reached[at] !== 1) return;
    if (sign.kind === 'all' && isAnyChar(char)) next[at] = 1;
    if (sign.kind === 'any' && isAnyChar(char)) next[at + 1] = 1;
    if (sign.kind === 'char' && sign.char === char) next[at + 1] = 1;
  });
  return next;
}

/** A `*` may stand for nothing. */
function withSkips(reached: Uint8Array, signs: readonly Sign[]): Uint8Array {
  signs.forEach((sign, at) => {
    if (sign.kind === 'all' && reached[at] === 1) reached[at + 1] = 1;
  });
  return reached;
}

const reversed = (text: string): string => text.split('').reverse().join('');

/** Cuts the shortest start of `value` that matches, or the longest where `pattern` begins with a second `#`. */
export function cutStart(value: string, pattern: string): string {
  const longest = pattern.startsWith('#');
  const lengths = matchingLengths(value, parsePattern(longest ? pattern.slice(1) : pattern));
  return value.slice((longest ? lengths.at(-1) : lengths[0]) ?? 0);
}

/** Cuts the shortest or longest end of `value` that matches, for `%` and `%%`. */
export function cutEnd(value: string, pattern: string): string {
  const longest = pattern.startsWith('%');
  const signs = parsePattern(longest ? pattern.slice(1) : pattern).reverse();
  const lengths = matchingLengths(reversed(value), signs);
  return value.slice(0, value.length - ((longest ? lengths.at(-1) : lengths[0]) ?? 0));
}

/** Replaces the first match, or all; each is the leftmost and longest there. */
export function replaceMatches(
  value: string,
  pattern: string,
  change: { readonly text: string; readonly all: boolean },
): string {
  const signs = parsePattern(pattern);
  if (value.length * value.length * signs.length > MOST_STEPS * 10)
    throw new SubstitutionError('the pattern takes too long');
  let made = '';
  for (let at = 0; at <= value.length;) {
    const length = matchingLengths(value.slice(at), signs).at(-1);
    if (length !== undefined) made += change.text;
    if (length !== undefined && !change.all) return made + value.slice(at + length);
    // a match of nothing, or none: the next character stays
    if (length === undefined || length === 0) made += value.charAt(at);
    at += Math.max(1, length ?? 0);
  }
  return made;
}
