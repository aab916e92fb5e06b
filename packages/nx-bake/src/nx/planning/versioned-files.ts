import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { minimatch } from 'minimatch';

/**
 * Tells whether a path or wildcard below the workspace root names something that is under version control, judged by
 * the .gitignore files alone: no git is called, and what a build has left behind changes no answer.
 */
export function versionedFiles(workspaceRoot: string): (pathOrGlob: string) => 'versioned' | 'absent' {
  const isIgnored = ignoredFiles(workspaceRoot);
  const answer = (pathOrGlob: string): 'versioned' | 'absent' =>
    expand(workspaceRoot, posix.normalize(pathOrGlob)).some((path) => path === '.' || !isIgnored(path))
      ? 'versioned'
      : 'absent';
  // many Dockerfiles of a workspace copy the same paths
  const answers = new Map<string, 'versioned' | 'absent'>();
  return (pathOrGlob) => {
    const known = answers.get(pathOrGlob) ?? answer(pathOrGlob);
    answers.set(pathOrGlob, known);
    return known;
  };
}

const WILDCARD = /[*?[]/u;

/** The existing paths that a COPY source names, wildcards (`*`, `?`, `[a-z]`) expanded folder by folder. */
function expand(workspaceRoot: string, pattern: string): string[] {
  if (pattern.startsWith('..')) return [];
  if (!WILDCARD.test(pattern)) return matching(workspaceRoot, '.', pattern.replace(/\/$/u, ''));
  let found = ['.'];
  for (const segment of pattern.split('/').filter((part) => part !== '.' && part !== '')) {
    found = found.flatMap((folder) => matching(workspaceRoot, folder, segment));
  }
  return found;
}

function matching(workspaceRoot: string, folder: string, segment: string): string[] {
  if (!WILDCARD.test(segment)) {
    const path = posix.join(folder, segment);
    return existsSync(join(workspaceRoot, path)) ? [path] : [];
  }
  return names(join(workspaceRoot, folder))
    .filter((name) => minimatch(name, segment, { dot: true }))
    .map((name) => posix.join(folder, name));
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Tells whether the .gitignore files leave out a path below the workspace root, whether it is there or not. */
export function ignoredFiles(workspaceRoot: string): (path: string) => boolean {
  const ignores = new Map<string, Ignore | undefined>();
  const ignoreOf = (folder: string): Ignore | undefined => {
    if (!ignores.has(folder)) ignores.set(folder, readIgnoreFile(join(workspaceRoot, folder)));
    return ignores.get(folder);
  };
  return (path) =>
    ancestors(path).some((folder) => {
      const rules = ignoreOf(folder);
      if (rules === undefined) return false;
      const below = folder === '.' ? path : posix.relative(folder, path);
      return rules.ignores(below) || rules.ignores(`${below}/`);
    });
}

/** `a/b/c` lies in `.`, `a` and `a/b`. */
function ancestors(path: string): string[] {
  const parents = path.split('/').slice(0, -1);
  return ['.', ...parents.map((_, index) => parents.slice(0, index + 1).join('/'))];
}

function readIgnoreFile(folder: string): Ignore | undefined {
  const path = join(folder, '.gitignore');
  if (!existsSync(path)) return undefined; // most folders have none, and an error takes its time
  try {
    return ignore().add(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
