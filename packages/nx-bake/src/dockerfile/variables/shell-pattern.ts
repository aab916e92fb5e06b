/** A pattern that BuildKit refuses, or a substitution that it does. */
export class SubstitutionError extends Error {}

const REGEXP_SYNTAX = /[\[\]{}.+()|^$]/;

/**
 * The wildcards of `${name#pattern}`, `${name%pattern}` and `${name/pattern/text}`, without bracket expressions:
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/frontend/dockerfile/shell/lex.go#L595-L646
 */
function regExpSource(pattern: string): string {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    const next = pattern.charAt(at + 1);
    if (char === '*') source += '.*';
    else if (char === '?') source += '.';
    else if (char !== '\\') source += REGEXP_SYNTAX.test(char) ? `\\${char}` : char;
    else if (next === '*' || next === '?' || next === '\\') source += `\\${pattern.charAt(++at)}`;
    else if (next !== '}' && next !== '/')
      throw new SubstitutionError(`invalid escape in the pattern "${pattern}"`);
  }
  return source;
}

/** Cuts the shortest start of `value` that matches, or the longest where `pattern` begins with a second `#`. */
export function cutStart(value: string, pattern: string): string {
  const longest = pattern.startsWith('#');
  const whole = new RegExp(`^${regExpSource(longest ? pattern.slice(1) : pattern)}$`);
  const ends = Array.from({ length: value.length + 1 }, (_, end) => end);
  const end = (longest ? ends.reverse() : ends).find((candidate) => whole.test(value.slice(0, candidate)));
  return end === undefined ? value : value.slice(end);
}

/** The same from the end, for `%` and `%%`. */
export function cutEnd(value: string, pattern: string): string {
  const longest = pattern.startsWith('%');
  const whole = new RegExp(`^${regExpSource(longest ? pattern.slice(1) : pattern)}$`);
  const starts = Array.from({ length: value.length + 1 }, (_, start) => start);
  const start = (longest ? starts : starts.reverse()).find((candidate) => whole.test(value.slice(candidate)));
  return start === undefined ? value : value.slice(0, start);
}

export function replaceMatches(
  value: string,
  pattern: string,
  change: { text: string; all: boolean },
): string {
  return value.replace(new RegExp(regExpSource(pattern), change.all ? 'g' : ''), () => change.text);
}
