import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { projectAt, type ProjectAt } from '../../plan/project-at';
import type { Problem } from '../../problems';
import { DEFAULT_BUILD_TARGET, type BuildOptions } from '../options/build-options';
import type { ReadRequest } from '../planning/read-request';
import { ignoredFiles, versionedFiles } from '../planning/versioned-files';
import { imageTargets, type ImageTarget } from '../targets/image-target';
import { copiedOutputs, type CopiedOutput } from './copied-outputs';
import {
  findTarget,
  fixedPart,
  makersOf,
  outputsIn,
  type FoundTarget,
  type OutputsAt,
} from './declared-outputs';
import { isInsideBuilds } from './nx-run-many';
import { tasksBefore } from './tasks-before';

/** A build that has to run before an image is built, since the Dockerfile copies what it makes. */
export interface NeededBuild extends FoundTarget {
  readonly project: string;
}

export interface NeededBuilds {
  /** Bake target → its builds. */
  readonly builds: ReadonlyMap<string, readonly NeededBuild[]>;
  /** For `--verbose`. */
  readonly notes: readonly string[];
  /** For everybody, before builds take their time: sources that nobody can make. */
  readonly warnings: readonly string[];
  /** Sources that several targets make. */
  readonly problems: readonly Problem[];
}

interface Workspace {
  readonly root: string;
  readonly graph: ProjectGraph;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const INSIDE = 'This run is part of a build that nx-bake waits for, so it runs no builds itself.';

/** Finds what Nx has to build before these images are built, by their Dockerfiles, whether it was built already or not. */
export function neededBuilds(
  reads: ReadonlyMap<string, ReadRequest>,
  { root, graph, env }: Workspace,
): NeededBuilds {
  if (isInsideBuilds(env)) return { builds: new Map(), notes: [INSIDE], warnings: [], problems: [] };
  const outputsOf = outputsIn(graph);
  const at = projectAt(new Map(Object.values(graph.nodes).map(({ name, data }) => [data.root, name])));
  const files = { versioned: versionedFiles(root), isIgnored: ignoredFiles(root) };
  const answers = [...reads].map(([target, one]) => {
    const buildTarget = buildTargetOf(one.options);
    if (buildTarget === undefined) return { target, builds: [], notes: [], warnings: [], problems: [] };
    const outputs = outputsOf(buildTarget);
    const copied = copiedOutputs(one.read, { context: one.request.context, ...files, outputs });
    return {
      target,
      ...buildsOf(copied, one, { ...files, root, graph, buildTarget, outputs, projectAt: at }),
    };
  });
  return {
    builds: new Map(answers.map(({ target, builds }) => [target, builds])),
    notes: answers.flatMap(({ notes }) => notes),
    warnings: answers.flatMap(({ warnings }) => warnings),
    problems: answers.flatMap(({ problems }) => problems),
  };
}

/** The target to run; none where Nx itself runs the builds, or nobody is to. */
const buildTargetOf = ({ builds = 'executor', buildTarget = DEFAULT_BUILD_TARGET }: BuildOptions) =>
  builds !== 'executor' || buildTarget === false ? undefined : buildTarget;

interface Builders {
  readonly root: string;
  readonly isIgnored: (path: string) => boolean;
  readonly graph: ProjectGraph;
  readonly buildTarget: string;
  readonly outputs: OutputsAt;
  readonly projectAt: ProjectAt;
}

type Answer = Omit<NeededBuilds, 'builds'> & { readonly builds: readonly NeededBuild[] };

function buildsOf(copied: readonly CopiedOutput[], { imageTarget }: ReadRequest, builders: Builders): Answer {
  const before = tasksBefore(imageTarget, builders.graph);
  const builds = new Map<string, NeededBuild>();
  const warnings: string[] = [];
  const problems: Problem[] = [];
  const notes = copied.map((source) => {
    const { path, text, line } = source;
    const copies = `${imageTarget.place}: line ${line}, ${text}, is no versioned file`;
    const makers = makersOf(path, imageTarget.project, builders.outputs);
    const [maker] = makers;
    const found = maker ?? fallback(path, imageTarget, builders);
    if (makers.length > 1) {
      const targets = makers.map(({ project, target }) => `${project}:${target}`);
      problems.push({ kind: 'several-builds', project: imageTarget.project, path, builds: targets });
    }
    if (maker === undefined && isNowhere(path, builders))
      warnings.push(
        `[${imageTarget.project}] line ${line}, ${text}: ${path} exists nowhere, git does not ignore it, and no target declares it in its outputs. Is it misspelled, relative to another build context, or missing in the outputs of its build?`,
      );
    if (found === undefined)
      return `${copies}, and ${ownerOf(path, imageTarget, builders)} has no target "${builders.buildTarget}" that could make it`;
    const { project, target, configuration } = found;
    const id = `${project}:${target}`;
    if (before.has(id)) return `${copies}: its dependsOn has ${id} run`;
    builds.set(id, { project, target, ...(configuration === undefined ? {} : { configuration }) });
    return `${copies}: needs ${id}`;
  });
  return { builds: [...builds.values()], notes, warnings, problems };
}

/** Where nobody declares a path: the project in whose folder it lies, or the image's own. */
const ownerOf = (path: string, imageTarget: ImageTarget, { projectAt: at }: Builders): string =>
  at(fixedPart(path)) ?? imageTarget.project;

function fallback(path: string, imageTarget: ImageTarget, builders: Builders): NeededBuild | undefined {
  const { graph, buildTarget } = builders;
  const project = ownerOf(path, imageTarget, builders);
  const found = findTarget(buildTarget, graph.nodes[project]?.data.targets ?? {});
  return found === undefined || imageTargets(project, graph).includes(found.target)
    ? undefined
    : { project, ...found };
}

const isNowhere = (path: string, { root, isIgnored }: Builders): boolean =>
  fixedPart(path) === path && !isIgnored(path) && !existsSync(join(root, path));
