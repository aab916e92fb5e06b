import { posix } from 'node:path';

/**
 * The ignore file of one target. Its first rule matches nothing and names the target: two targets with the same rules
 * would share one vertex of BuildKit's graph for their context, and as soon as one of them had it, the others would no
 * longer find their own remote caches (https://github.com/moby/buildkit/issues/4674).
 * The user's own rules come last, since the last match wins: they keep their meaning.
 */
export function ignoreFile(target: string, rules: readonly string[], usersRules: string): string {
  const users = usersRules.replace(/^\uFEFF/u, '').split(/\r?\n/u);
  return [`.nx-bake-target/${target}`, ...rules, ...carried(users, rules.some(isNegation))]
    .join('\n')
    .replace(/\n*$/u, '\n');
}

/**
 * BuildKit does not try a rule on a folder that is left out already, and then does not know that it holds for what is
 * in the folder either: what an earlier `!` takes back in there stays. So after a `!`, ours or the user's, each rule
 * is followed by one for what is inside.
 * MatchesUsingParentResults in https://github.com/moby/patternmatcher/blob/1d6a3f429bf0541b7f69372adecc787fabc0c701/patternmatcher.go
 */
function carried(lines: readonly string[], afterNegation: boolean): string[] {
  let isAfter = afterNegation;
  return lines.flatMap((line) => {
    if (isNegation(line)) isAfter = true;
    const inside = isAfter ? insideOf(line) : undefined;
    return inside === undefined ? [line] : [line, inside];
  });
}

const isNegation = (line: string): boolean => line.trimStart().startsWith('!');

/** There is none for a comment, a negation, what lies outside of the context, and the context itself. */
function insideOf(line: string): string | undefined {
  if (line.startsWith('#') || isNegation(line)) return undefined;
  const rule = posix.normalize(line.trim()).replace(/^\/|\/$/gu, '');
  return /^\.{0,2}(?:\/|$)|\*\*$/u.test(rule) ? undefined : `${rule}/**`;
}
