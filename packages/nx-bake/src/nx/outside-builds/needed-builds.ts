import type { ProjectGraph } from '@nx/devkit';
import { projectAt, type ProjectAt } from '../../plan/project-at';
import type { BuildOptions } from '../options/build-options';
import { DEFAULT_BUILD_TARGET } from '../options/builds-options';
import { imageTargets } from '../targets/image-target';
import { ignoredFiles } from '../planning/versioned-files';
import type { ReadRequest } from '../planning/read-request';
import { versionedFiles } from '../planning/versioned-files';
import { isInsideBuilds } from './builds-env';
import { copiedOutputs, type CopiedOutput } from './copied-outputs';
import { fixedPart, makerOf, outputsIn, type OutputsAt } from './declared-outputs';
import { dependsOnBuild } from './depends-on-build';
import { findTarget, type FoundTarget } from './find-target';

/** A build that has to run before an image is built, since the Dockerfile copies what it makes. */
export interface NeededBuild extends FoundTarget {
  readonly project: string;
}

export interface NeededBuilds {
  /** Bake target → its builds. */
  readonly builds: ReadonlyMap<string, readonly NeededBuild[]>;
  /** For `--verbose`. */
  readonly notes: readonly string[];
}

interface Workspace {
  readonly root: string;
  readonly graph: ProjectGraph;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const INSIDE = 'This run is part of a build that nx-bake waits for, so it runs no builds itself.';

/** What Nx has to build before these images are built, by their Dockerfiles, whether it was built already or not. */
export function neededBuilds(
  reads: ReadonlyMap<string, ReadRequest>,
  { root, graph, env }: Workspace,
): NeededBuilds {
  if (isInsideBuilds(env)) return { builds: new Map(), notes: [INSIDE] };
  const outputsOf = outputsIn(graph);
  const at = projectAt(new Map(Object.values(graph.nodes).map(({ name, data }) => [data.root, name])));
  const files = { versioned: versionedFiles(root), isIgnored: ignoredFiles(root) };
  const answers = [...reads].map(([target, one]) => {
    const buildTarget = buildTargetOf(one.options);
    if (buildTarget === undefined) return { target, builds: [], notes: [] };
    const outputs = outputsOf(buildTarget);
    const isDeclared = (path: string): boolean => outputs(path).length > 0;
    const copied = copiedOutputs(one.read, { context: one.request.context, ...files, isDeclared });
    return { target, ...buildsOf(copied, one, { graph, buildTarget, outputs, projectAt: at }) };
  });
  return {
    builds: new Map(answers.map(({ target, builds }) => [target, builds])),
    notes: answers.flatMap(({ notes }) => notes),
  };
}

/** Nothing where Nx itself runs the builds, or nobody is to. */
const buildTargetOf = ({ builds = 'executor', buildTarget = DEFAULT_BUILD_TARGET }: BuildOptions) =>
  builds !== 'executor' || buildTarget === false ? undefined : buildTarget;

interface Builders {
  readonly graph: ProjectGraph;
  readonly buildTarget: string;
  readonly outputs: OutputsAt;
  readonly projectAt: ProjectAt;
}

function buildsOf(
  copied: readonly CopiedOutput[],
  { imageTarget }: ReadRequest,
  { graph, buildTarget, outputs, projectAt: at }: Builders,
): { builds: NeededBuild[]; notes: string[] } {
  const builds = new Map<string, NeededBuild>();
  const notes = copied.map(({ path, text, line }) => {
    // where nobody declares it: the project in whose folder it lies, or the image's own
    const project = makerOf(path, imageTarget.project, outputs) ?? at(fixedPart(path)) ?? imageTarget.project;
    const copies = `${imageTarget.place}: line ${line}, ${text}, is no versioned file`;
    const found = findTarget(buildTarget, graph.nodes[project]?.data.targets ?? {});
    if (found === undefined || imageTargets(project, graph).includes(found.target))
      return `${copies}, and ${project} has no target "${buildTarget}" that could make it`;
    if (dependsOnBuild(imageTarget, { project, ...found }, graph))
      return `${copies}: its dependsOn has ${project}:${found.target} run`;
    builds.set(project, { project, ...found });
    return `${copies}: needs ${project}:${found.target}`;
  });
  return { builds: [...builds.values()], notes };
}
