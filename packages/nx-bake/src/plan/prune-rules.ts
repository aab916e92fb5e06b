import { posix } from 'node:path';

/** What of a build context a target can use. Paths are relative to the context, with `/`. */
export interface PruneQuestion {
  /** The folders of all projects inside the context, `.` for one that is the context itself. */
  readonly projects: readonly string[];
  /** Those of them that stay: the target's own and its dependency closure. */
  readonly kept: ReadonlySet<string>;
  /** Paths and wildcards that the Dockerfile names. */
  readonly named: readonly string[];
  /** The names in a folder, for leaving out what many others are in with few rules. */
  readonly entriesOf: (folder: string) => readonly string[];
}

/**
 * Ignore rules that leave out the folders of projects that a target cannot use, and nothing else: what belongs to no
 * project stays, and so does what the Dockerfile names. The last rule that matches a file decides, so rules go from
 * the outer folders to the inner ones. Many projects side by side are left out by one rule for their parent, with
 * its other entries taken back, so that the rules grow with what stays.
 * Every rule is matched against every file: https://github.com/moby/patternmatcher/blob/v0.6.0/patternmatcher.go#L171
 */
export function pruneRules(question: PruneQuestion): string[] {
  const { kept } = question;
  const projects = [...new Set(question.projects)].filter((root) => root !== '.').sort(byDepth);
  const known = new Set(projects);
  const stays = (root: string): boolean => kept.has(root);
  const outer = (root: string): boolean => {
    const parent = ancestors(root).find((folder) => known.has(folder));
    return parent === undefined || stays(parent);
  };
  const changes = projects.filter((root) => stays(root) !== outer(root));
  const rules = changes.filter(stays).map((root) => ({ at: root, lines: [`!${escaped(root)}`] }));
  const dropped = byParent(changes.filter((root) => !stays(root)));
  const drops = [...dropped].map(([parent, roots]) => ({
    at: `${parent}/`,
    lines: dropRules(parent, roots, question),
  }));
  const ordered = [...drops, ...rules].sort((a, b) => depth(a.at) - depth(b.at));
  const lines = ordered.flatMap((rule) => rule.lines);
  return lines.length === 0
    ? []
    : [...lines, ...question.named.filter((path) => path !== '.').flatMap(takenBack)];
}

/** With what is in it, which a rule for a folder does not reach when only something inside was left out. */
const takenBack = (path: string): string[] =>
  path.endsWith('/**') ? [`!${path}`] : [`!${path}`, `!${path}/**`];

/** One rule for each of the folders, or one for all in their parent with the rest taken back: whichever is shorter. */
function dropRules(parent: string, roots: readonly string[], question: PruneQuestion): string[] {
  const each = roots.map(escaped);
  if (parent === '.') return each;
  const names = new Set(roots.map((root) => posix.basename(root)));
  const others = question.entriesOf(parent).filter((name) => !names.has(name));
  if (others.length + 1 >= each.length) return each;
  return [`${escaped(parent)}/*`, ...others.map((name) => `!${escaped(posix.join(parent, name))}`)];
}

function byParent(roots: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const root of roots) {
    const parent = posix.dirname(root);
    groups.set(parent, [...(groups.get(parent) ?? []), root]);
  }
  return groups;
}

/** The folders that a path lies in, the nearest first. */
function ancestors(path: string): string[] {
  const parent = posix.dirname(path);
  return parent === '.' ? [] : [parent, ...ancestors(parent)];
}

const depth = (path: string): number => path.split('/').length;

const byDepth = (a: string, b: string): number => depth(a) - depth(b) || (a < b ? -1 : 1);

/** A path as a pattern that matches it and, but for line breaks in it, nothing else. */
export const escaped = (path: string): string =>
  path
    .replaceAll(/[\\*?[\]^]/gu, String.raw`\$&`)
    .replaceAll(/[\n\r]/gu, '?')
    // a comment, a second negation, and spaces that are trimmed
    .replaceAll(/^[#!\s]|\s$/gu, '[$&]');
