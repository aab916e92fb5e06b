import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ignore, { type Ignore } from 'ignore';

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
