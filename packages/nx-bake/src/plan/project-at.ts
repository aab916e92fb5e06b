/** Of a path or glob in the workspace: the project in whose folder it lies. */
export type ProjectAt = (path: string) => string | undefined;

/**
 * By the folders of the projects, the innermost first. Behind a wildcard nothing is known: `packages/*` may be any of
 * them. A project at the workspace root is none of them: every file would be its own.
 */
export function projectAt(roots: ReadonlyMap<string, string>): ProjectAt {
  return (path) => {
    if (path === '.') return undefined;
    const segments = path.split('/');
    const wild = segments.findIndex((segment) => /[*?[]/u.test(segment));
    for (let end = wild < 0 ? segments.length : wild; end > 0; end--) {
      const project = roots.get(segments.slice(0, end).join('/'));
      if (project !== undefined) return project;
    }
    return undefined;
  };
}
