import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Tells whether the .gitignore files leave out a path below the workspace root, whether it is there or not. */
export function ignoredFiles(workspaceRoot: string): (path: string) => boolean {
  const ignores = new Map<string, Ignore>();
  const ignoreOf = (folder: string): Ignore => {
    const known = ignores.get(folder) ?? ignore().add(readIgnoreFile(join(workspaceRoot, folder)));
    ignores.set(folder, known);
    return known;
  };
  return (path) =>
    ancestors(path).some((folder) => {
      const below = folder === '.' ? path : posix.relative(folder, path);
      return ignoreOf(folder).ignores(below) || ignoreOf(folder).ignores(`${below}/`);
    });
}

/** `a/b/c` lies in `.`, `a` and `a/b`. */
function ancestors(path: string): string[] {
  const parents = path.split('/').slice(0, -1);
  return ['.', ...parents.map((_, index) => parents.slice(0, index + 1).join('/'))];
}

function readIgnoreFile(folder: string): string {
  const path = join(folder, '.gitignore');
  if (!existsSync(path)) return ''; // most folders have none, and an error takes its time
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
