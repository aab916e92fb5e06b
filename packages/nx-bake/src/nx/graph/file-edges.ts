import { posix } from 'node:path';
import type { ProjectAt } from '../../plan/project-at';
import { ok, type Result } from '../../result';
import { contextOf, type Workspace } from '../requests/read-request';
import type { ImageEdge, OpenedImage } from './image-edge';

interface FileQuestion {
  readonly workspace: Workspace;
  readonly projectAt: ProjectAt;
}

/** To the projects from whose folders an image's files are copied. */
export function fileEdges(opened: OpenedImage, { workspace, projectAt }: FileQuestion): Result<ImageEdge[]> {
  const { asked, dockerfile, options } = opened;
  if (!workspace.edges.files) return ok([]);
  const copied = copiedPaths(opened, workspace);
  if (!copied.ok) return copied;
  const contexts = Object.values(options.contexts ?? {}).map((path) => ({ path: posix.normalize(path) }));
  return ok(
    [...copied.value, ...contexts].flatMap(({ path, ...place }): ImageEdge[] => {
      const project = projectAt(path);
      if (project === undefined || project === asked.project || workspace.edges.isIgnored(path)) return [];
      return [{ source: asked, kind: 'file', target: { project }, reference: path, dockerfile, ...place }];
    }),
  );
}

/** In the workspace. */
function copiedPaths(
  { asked, options, read }: OpenedImage,
  workspace: Workspace,
): Result<{ path: string; line: number }[]> {
  const sources = read.localSources.filter(({ needed }) => needed);
  if (sources.length === 0) return ok([]);
  const context = contextOf(options, read, { asked, workspace });
  if (!context.ok) return context;
  return ok(sources.map(({ source, line }) => ({ path: posix.join(context.value.path, source), line })));
}
