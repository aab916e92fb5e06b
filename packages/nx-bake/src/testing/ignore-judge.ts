import { posix } from 'node:path';

/**
 * What BuildKit does with an ignore file, told again from its description and apart from what we write: the judge of
 * our rules. It walks the context from the outside in, as the walk and its shortcuts decide what is sent.
 * https://github.com/moby/patternmatcher/blob/1d6a3f429bf0541b7f69372adecc787fabc0c701/patternmatcher.go (matching)
 * https://github.com/tonistiigi/fsutil/blob/020c217f0248e73fae66e6585c76ab991f627788/filter.go (walk)
 */
interface Rule {
  readonly takesBack: boolean;
  readonly matches: (path: string) => boolean;
}

/** BuildKit looks twice at a file: where only the first look finds it, it sends a name without content. */
export interface Looks {
  /** The walk comes to it. */
  readonly isSent: boolean;
  /** Its content can be opened after that. */
  readonly isOpened: boolean;
}

export function looksAt(ignoreFile: string, file: string): Looks {
  const rules = readRules(ignoreFile);
  return { isSent: walkSends(rules, file), isOpened: canBeOpened(rules, file) };
}

/** The files that a build receives. */
export const receivedFiles = (ignoreFile: string, files: readonly string[]): Set<string> =>
  new Set(
    files.filter((file) => {
      const { isSent, isOpened } = looksAt(ignoreFile, file);
      return isSent && isOpened;
    }),
  );

/** What is known of a folder's rules counts for all that is in it. */
function walkSends(rules: readonly Rule[], file: string): boolean {
  let held = rules.map(() => false);
  let ignored = false;
  for (const path of downTo(file)) {
    ignored = false;
    held = rules.map((rule, index) => {
      // a rule that would change nothing is not tried, and then is not known to hold below
      const holds = held[index] === true || (rule.takesBack === ignored && rule.matches(path));
      if (holds) ignored = !rule.takesBack;
      return holds;
    });
  }
  return !ignored;
}

function canBeOpened(rules: readonly Rule[], file: string): boolean {
  let ignored = false;
  for (const rule of rules)
    if (rule.takesBack === ignored && downTo(file).some(rule.matches)) ignored = !rule.takesBack;
  return !ignored;
}

/** `a`, `a/b`, `a/b/c` */
const downTo = (file: string): string[] => {
  const parts = file.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
};

function readRules(text: string): Rule[] {
  return text
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .filter((line) => !line.startsWith('#') && line.trim() !== '')
    .map((line) => {
      const rule = line.trim();
      const takesBack = rule.startsWith('!');
      const pattern = posix.normalize(takesBack ? rule.slice(1).trim() : rule).replace(/(?<=.)\/$/u, '');
      return { takesBack, matches: matcher(pattern.replace(/^\/(?=.)/u, '')) };
    });
}

function matcher(pattern: string): (path: string) => boolean {
  const tokens = [...pattern.matchAll(/\*\*\/?|\*|\?|\\[^]|\[(?:\\[^]|[^\]])*\]|[^]/gu)].map(
    ([token]) => token,
  );
  const isText = !/[*?[\]\\]/u.test(pattern.replace(/\*\*$/u, ''));
  const source = tokens.map((token, index) => {
    if (token.startsWith('**')) return index === tokens.length - 1 ? '[^]*' : '(?:[^]*/)?';
    // left as it is by an oversight of BuildKit's, so that such a pattern matches nothing
    return token === '^' && !isText ? token : asRegExp(token);
  });
  const expression = new RegExp(`^${source.join('')}$`, 'u');
  return (path) => expression.test(path);
}

function asRegExp(token: string): string {
  if (token === '*') return '[^/]*';
  if (token === '?') return '[^/]';
  if (/^\[[^]+\]$/u.test(token)) return token;
  const character = token.length > 1 ? token.slice(1) : token;
  return character.replace(/[\\^$.*+?()[\]{}|/]/u, String.raw`\$&`);
}
