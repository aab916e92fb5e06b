import { posix } from 'node:path';

/** One line of an ignore file. */
interface Rule {
  readonly takesBack: boolean;
  readonly matches: (path: string) => boolean;
}

/** The state of a walk from the context's root inwards: which rules hold in a folder, and whether it is left out. */
export interface IgnoreState {
  readonly held: readonly boolean[];
  readonly ignored: boolean;
}

/**
 * The rules of an ignore file, as BuildKit's walk of a context uses them. What is left out by them is never sent.
 * https://github.com/moby/patternmatcher/blob/1d6a3f429bf0541b7f69372adecc787fabc0c701/patternmatcher.go
 */
export class IgnoreRules {
  private readonly rules: readonly Rule[];
  readonly start: IgnoreState;

  constructor(text: string) {
    this.rules = readRules(text);
    this.start = { held: this.rules.map(() => false), ignored: false };
  }

  /** Whether a rule may take back what another one leaves out. */
  get takesBack(): boolean {
    return this.rules.some(({ takesBack }) => takesBack);
  }

  /** The state at a path, from that of its folder. */
  below(state: IgnoreState, path: string): IgnoreState {
    let ignored = false;
    const held = this.rules.map((rule, index) => {
      // a rule that would change nothing is not tried, and then is not known to hold below
      const holds = state.held[index] === true || (rule.takesBack === ignored && rule.matches(path));
      if (holds) ignored = !rule.takesBack;
      return holds;
    });
    return { held, ignored };
  }
}

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
  if (!/[*?[\]\\]/u.test(pattern)) return (path) => path === pattern;
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
