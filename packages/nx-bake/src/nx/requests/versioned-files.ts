import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { minimatch } from 'minimatch';

/**
 * Tells whether a path or wildcard below the workspace root names something that is under version control, judged by
 * the .gitignore files alone: no git is called, and what a build has left behind changes no answer.
 */
export function versionedFiles(workspaceRoot: string): (pathOrGlob: string) => 'versioned' | 'absent' {
  const ignores = new Map<string, Ignore>();
  const ignoreOf = (folder: string): Ignore => {
    const known = ignores.get(folder) ?? ignore().add(readIgnoreFile(join(workspaceRoot, folder)));
    ignores.set(folder, known);
    return known;
  };
  const isIgnored = (path: string): boolean =>
    ancestors(path).some((folder) => {
      const below = folder === '.' ? path : posix.relative(folder, path);
      return ignoreOf(folder).ignores(below) || ignoreOf(folder).ignores(`${below}/`);
    });
  return (pathOrGlob) =>
    expand(workspaceRoot, posix.normalize(pathOrGlob)).some((path) => path === '.' || !isIgnored(path))
      ? 'versioned'
      : 'absent';
}

/** `a/b/c` lies in `.`, `a` and `a/b`. */
function ancestors(path: string): string[] {
  const parents = path.split('/').slice(0, -1);
  return ['.', ...parents.map((_, index) => parents.slice(0, index + 1).join('/'))];
}

function readIgnoreFile(folder: string): string {
  try {
    return readFileSync(join(folder, '.gitignore'), 'utf8');
  } catch {
    return '';
  }
}

/** The existing paths that a COPY source names, wildcards (`*`, `?`, `[a-z]`) expanded folder by folder. */
function expand(workspaceRoot: string, pattern: string): string[] {
  if (pattern.startsWith('..')) return [];
  let found = ['.'];
  for (const segment of pattern.split('/').filter((part) => part !== '.' && part !== '')) {
    found = found.flatMap((folder) => matching(workspaceRoot, folder, segment));
  }
  return found;
}

function matching(workspaceRoot: string, folder: string, segment: string): string[] {
  if (!/[*?[]/u.test(segment)) {
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
