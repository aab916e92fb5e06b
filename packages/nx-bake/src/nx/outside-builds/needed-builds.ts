import type { ProjectGraph, TargetDependencyConfig } from '@nx/devkit';
import { minimatch } from 'minimatch';
import { projectAt, type ProjectAt } from '../../plan/project-at';
import type { BuildOptions } from '../options/build-options';
import { DEFAULT_BUILD_TARGET } from '../options/build-options';
import { imageTargets } from '../targets/image-target';
import { ignoredFiles } from '../planning/versioned-files';
import type { ReadRequest } from '../planning/read-request';
import { versionedFiles } from '../planning/versioned-files';
import type { ImageTarget } from '../targets/image-target';
import { isInsideBuilds } from './nx-run-many';
import { copiedOutputs, type CopiedOutput } from './copied-outputs';
import {
  findTarget,
  fixedPart,
  makerOf,
  outputsIn,
  type FoundTarget,
  type OutputsAt,
} from './declared-outputs';

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

interface Build {
  readonly project: string;
  readonly target: string;
}

/** Whether somebody has told Nx to run this build first, so that it has been run. */
export function dependsOnBuild(imageTarget: ImageTarget, build: Build, graph: ProjectGraph): boolean {
  const dependsOn = graph.nodes[imageTarget.project]?.data.targets?.[imageTarget.target]?.dependsOn ?? [];
  const direct = (graph.dependencies[imageTarget.project] ?? []).map(({ target }) => target);
  return dependsOn.some((dependency) => {
    const { target, projects, dependencies } = explicit(dependency);
    if (target === `${build.project}:${build.target}`) return true;
    if (target !== build.target) return false;
    if (projects !== undefined) return names(projects).some((pattern) => isNamed(build.project, pattern));
    return dependencies === true ? direct.includes(build.project) : build.project === imageTarget.project;
  });
}

/** https://nx.dev/docs/reference/project-configuration#dependson */
const explicit = (dependency: TargetDependencyConfig | string): TargetDependencyConfig =>
  typeof dependency !== 'string'
    ? dependency
    : dependency.startsWith('^')
      ? { target: dependency.slice(1), dependencies: true }
      : { target: dependency };

const isNamed = (project: string, pattern: string): boolean => pattern === '*' || minimatch(project, pattern);

const names = (projects: string | readonly string[]): readonly string[] =>
  typeof projects === 'string' ? [projects] : projects;
