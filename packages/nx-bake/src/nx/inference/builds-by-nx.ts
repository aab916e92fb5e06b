import { posix } from 'node:path';
import type { ProjectGraph, TargetConfiguration } from '@nx/devkit';
import { workspaceProjects } from '../targets/project-closure';
import { targetsOfWorkspace } from '../targets/targets-of-workspace';
import { copiedOutputs, type CopiedOutput } from '../outside-builds/copied-outputs';
import {
  findTarget,
  fixedPart,
  makersOf,
  outputsIn,
  type OutputsAt,
} from '../outside-builds/declared-outputs';
import { readRequest, type ReadRequest } from '../planning/read-request';
import { ignoredFiles, versionedFiles } from '../planning/versioned-files';
import { BUILD_TAG, isLeftToNx, type InferredBuilds, type Question } from './inferred-builds';
import { graphOf } from '../graph/image-graph';
import { DEFAULT_BUILD_TARGET } from '../options/build-options';
import { edgeRules } from '../options/nx-json';
import { inferredProjects } from './inferred-projects';

type DependsOn = NonNullable<TargetConfiguration['dependsOn']>;

/**
 * Infers dependsOn for `builds: "dependsOn"` and `"barrier"`. Reads the projects' own files, as the graph does not exist
 * yet.
 */
export function buildsByNx(question: Question): ReadonlyMap<string, InferredBuilds> {
  const { options, context, projects } = question;
  const graph = graphOf(projects);
  const targets = targetsOfWorkspace(graph, context.nxJsonConfiguration).filter(
    ({ target, rawOptions }) => target === options.targetName && isLeftToNx(rawOptions),
  );
  const root = context.workspaceRoot;
  const files = { versioned: versionedFiles(root), isIgnored: ignoredFiles(root) };
  const outputsOf = outputsIn(graph);
  return new Map(
    targets.flatMap((one) => {
      const read = readRequest(one, {
        root,
        versioned: files.versioned,
        edges: edgeRules(options),
        projects: workspaceProjects(graph),
        env: undefined,
      });
      // the run itself will tell what is wrong
      return read.ok
        ? [[one.projectRoot, buildsFor(read.value, { ...question, graph, files, outputsOf })] as const]
        : [];
    }),
  );
}

interface Scene extends Question {
  readonly graph: ProjectGraph;
  readonly outputsOf: (buildTarget: string) => OutputsAt;
  readonly files: {
    readonly versioned: (path: string) => 'versioned' | 'absent';
    readonly isIgnored: (path: string) => boolean;
  };
}

function buildsFor({ imageTarget, read, request, options }: ReadRequest, scene: Scene): InferredBuilds {
  const { graph, files } = scene;
  const folder = imageTarget.projectRoot;
  const named = options.buildTarget ?? DEFAULT_BUILD_TARGET;
  if (named === false) return { dependsOn: [], inputs: [], tagged: [] };
  const outputs = scene.outputsOf(named);
  const target = findTarget(named, graph.nodes[imageTarget.project]?.data.targets ?? {})?.target ?? named;
  const makerAt = (path: string): { root: string; target: string } => {
    const [maker] = makersOf(path, imageTarget.project, outputs);
    const root = maker?.root ?? folderAt(fixedPart(path), scene) ?? folder;
    return { root, target: maker === undefined || maker.isBuild ? target : maker.target };
  };
  const copied = copiedOutputs(read, { context: request.context, ...files, outputs });
  const makers = new Map(
    copied.map(({ path }) => makerAt(path)).map((maker) => [JSON.stringify(maker), maker]),
  );
  const roots = [...new Set([...makers.values()].map(({ root }) => root))];
  const isBarrier = options.builds === 'barrier';
  return {
    dependsOn: isBarrier
      ? [{ target, projects: [`tag:${BUILD_TAG}`] }]
      : [...makers.values()].flatMap((maker) =>
          dependencyOn(maker.root, folder, { target: maker.target, scene }),
        ),
    inputs: copied.flatMap(outputFiles),
    tagged: isBarrier ? roots : [],
  };
}

/** The outputs of earlier builds that Nx compares: those that are copied. */
const outputFiles = ({ path }: CopiedOutput) =>
  (fixedPart(path) === path ? [path, `${path}/**/*`] : [path]).map((dependentTasksOutputFiles) => ({
    dependentTasksOutputFiles,
  }));

/** The innermost project folder that holds a path, but for the workspace's own. */
function folderAt(path: string, { isProject }: Question): string | undefined {
  for (let folder = path; folder !== '.' && folder !== '/'; folder = posix.dirname(folder))
    if (isProject(folder)) return folder;
  return undefined;
}

function dependencyOn(
  root: string,
  own: string,
  { target, scene: { options, context } }: { target: string; scene: Scene },
): DependsOn {
  if (root === own) return target === options.targetName ? [] : [{ target }];
  const [name] = Object.keys(inferredProjects([`${root}/Dockerfile`], options, context));
  return name === undefined ? [] : [{ target, projects: [name] }];
}
