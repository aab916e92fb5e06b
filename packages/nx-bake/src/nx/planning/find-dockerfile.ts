import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fail, ok, type Result } from '../../result';

/** Where a file named in an option is looked for: the project's folder first, as people write it, then the workspace root. */
export interface FileQuestion {
  readonly workspaceRoot: string;
  readonly projectRoot: string;
  readonly project: string;
  readonly place: string;
}

/** The Dockerfile of a task, relative to the workspace root. */
export function findDockerfile(named: string | undefined, question: FileQuestion): Result<string> {
  const { workspaceRoot, projectRoot, project, place } = question;
  const path = named ?? 'Dockerfile';
  const inProject = posix.normalize(posix.join(projectRoot, path));
  const found = [inProject, posix.normalize(path)].find((candidate) =>
    existsSync(join(workspaceRoot, candidate)),
  );
  if (found === undefined) return fail([{ kind: 'dockerfile-missing', project, path: inProject, place }]);
  return found.startsWith('../')
    ? fail([{ kind: 'outside-workspace', project, path: found, place }])
    : ok(found);
}
