import { posix } from 'node:path';
import type { ProjectAt } from '../../plan/project-at';
import { ok, type Result } from '../../result';
import { fixedPart, makerOf, type OutputsAt } from '../outside-builds/declared-outputs';
import { DEFAULT_BUILD_TARGET } from '../options/build-options';
import { decideBuildContext, type Workspace } from '../planning/decide-build-context';
import type { ImageEdge, OpenedImage } from './image-edge';

interface FileQuestion {
  readonly workspace: Workspace;
  readonly projectAt: ProjectAt;
  readonly isIgnored: (path: string) => boolean;
  /** What builds make, by the name of their target. */
  readonly outputsOf: (buildTarget: string) => OutputsAt;
}

/** Finds edges to the projects from whose folders an image's files are copied, or whose builds make them elsewhere. */
export function fileEdges(opened: OpenedImage, question: FileQuestion): Result<ImageEdge[]> {
  const { workspace } = question;
  const { imageTarget, dockerfile, options } = opened;
  if (!workspace.edges.files) return ok([]);
  const copied = copiedPaths(opened, workspace);
  if (!copied.ok) return copied;
  const contexts = Object.values(options.contexts ?? {}).map((path) => ({ path: posix.normalize(path) }));
  return ok(
    [...copied.value, ...contexts].flatMap(({ path, ...place }): ImageEdge[] => {
      const project = question.projectAt(path) ?? outsideMaker(path, opened, question);
      if (project === undefined || project === imageTarget.project || workspace.edges.isIgnored(path))
        return [];
      return [
        {
          source: imageTarget,
          kind: 'file',
          target: { project },
          reference: path,
          dockerfile,
          isOutput: isMade(path, opened, question),
          ...place,
        },
      ];
    }),
  );
}

/** Whether git ignores it, or a build declares to make it: no diff shows when it changes. */
const isMade = (path: string, { options }: OpenedImage, { isIgnored, outputsOf }: FileQuestion): boolean => {
  const { buildTarget = DEFAULT_BUILD_TARGET } = options;
  return (
    isIgnored(path) ||
    (buildTarget !== false && outputsOf(buildTarget)(fixedPart(path)).some(({ isBuild }) => isBuild))
  );
};

/** Finds who makes what lies in no project's folder and is not versioned: a build's output such as `dist/site`. */
function outsideMaker(
  path: string,
  { imageTarget, options }: OpenedImage,
  { workspace, outputsOf }: FileQuestion,
): string | undefined {
  const { buildTarget = DEFAULT_BUILD_TARGET } = options;
  return path === '.' || buildTarget === false || workspace.versioned(path) === 'versioned'
    ? undefined
    : makerOf(path, imageTarget.project, outputsOf(buildTarget));
}

/** In the workspace. Of what can be known in part, the leading folders count. */
function copiedPaths(
  { imageTarget, options, read }: OpenedImage,
  workspace: Workspace,
): Result<{ path: string; line: number }[]> {
  const sources = [...read.localSources, ...read.unknown].flatMap(({ needed, source, line }) =>
    needed && source !== undefined ? [{ source, line }] : [],
  );
  if (sources.length === 0) return ok([]);
  const context = decideBuildContext(options, read, { imageTarget, workspace });
  if (!context.ok) return context;
  return ok(sources.map(({ source, line }) => ({ path: posix.join(context.value.path, source), line })));
}
