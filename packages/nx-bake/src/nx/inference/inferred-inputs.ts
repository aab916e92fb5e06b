import type { CreateNodesContext, ProjectConfiguration } from '@nx/devkit';
import { keyOf, type ImageEdge } from '../graph/image-edge';
import type { WorkspaceGraph } from '../graph/image-graph';
import { graphOf } from '../graph/image-graph';
import { edgeRules } from '../options/nx-json';
import type { NormalizedPluginOptions } from '../options/plugin-options';
import { outputsIn } from '../outside-builds/declared-outputs';
import { readRequest } from '../planning/read-request';
import { ignoredFiles, versionedFiles } from '../planning/versioned-files';
import type { ImageTarget } from '../targets/image-target';
import { targetsOfWorkspace } from '../targets/targets-of-workspace';
import { buildInputs } from './build-inputs';
import { contextFiles, type ContextScene } from './context-files';
import { DOCKER_FILES, type Inputs } from './docker-target';

interface Question {
  readonly projects: Readonly<Record<string, ProjectConfiguration>>;
  readonly graph: WorkspaceGraph;
  readonly options: NormalizedPluginOptions;
  readonly context: Pick<CreateNodesContext, 'workspaceRoot' | 'nxJsonConfiguration'>;
}

/** The inputs of one image target. */
export interface InferredInputs {
  /** The name and content of the project's named input for them. */
  readonly named: { readonly name: string; readonly files: readonly string[] };
  /** The inputs of the target, that name among them. */
  readonly inputs: Inputs;
}

/**
 * Infers what an image is built from, target by target: the files that its Dockerfile copies from outside its project's
 * folder, what the builds need whose output it takes, and its bases. Nx selects the image by them.
 *
 * @returns id of the image target → its inputs, nothing for one whose options or Dockerfile are wrong
 */
export function inferredInputs(question: Question): ReadonlyMap<string, InferredInputs> {
  const { projects, options, context } = question;
  const root = context.workspaceRoot;
  const graph = graphOf(projects);
  const names = new Map(Object.entries(projects).map(([name, project]) => [project.root, name]));
  const rootOf = new Map([...names].map(([folder, name]) => [name, folder]));
  const scene: ContextScene = {
    root,
    names,
    isIgnored: ignoredFiles(root),
    edges: edgeRules(options),
  };
  const workspace = {
    root,
    versioned: versionedFiles(root),
    edges: scene.edges,
    projects: { names, closureOf: (name: string) => [rootOf.get(name) ?? name] },
    env: undefined,
  };
  const outputsOf = outputsIn(graph);
  const targets = targetsOfWorkspace(graph, context.nxJsonConfiguration);
  return new Map(
    targets.flatMap((imageTarget) => {
      const read = readRequest(imageTarget, workspace);
      if (!read.ok) return [];
      const files = contextFiles(read.value, scene);
      const builds = buildInputs(read.value, { ...workspace, ...scene, projects, outputsOf });
      const bases = baseInputs(imageTarget, question);
      const name = inputName(imageTarget, options);
      return [
        [
          imageTarget.id,
          {
            named: { name, files: [...new Set([...files.paths, ...bases.paths])].sort() },
            inputs: unique([
              'default',
              ...(files.needsDependencies ? ['^default'] : []),
              name,
              ...builds,
              ...bases.inputs,
            ]),
          },
        ] as const,
      ];
    }),
  );
}

const inputName = (
  { target }: Pick<ImageTarget, 'target'>,
  { targetName }: NormalizedPluginOptions,
): string => (target === targetName ? DOCKER_FILES : `${DOCKER_FILES}-${target}`);

const unique = (inputs: Inputs): Inputs => [
  ...new Map(inputs.map((input) => [JSON.stringify(input), input])).values(),
];

interface BaseInputs {
  readonly paths: readonly string[];
  readonly inputs: Inputs;
}

/**
 * The files of all bases, as inputs of what is built on them. Not by `dependentTasksOutputFiles` of their image.json: Nx
 * hashes a task with such an input only after the tasks before it, and so makes a batch of its own for each level.
 */
function baseInputs(imageTarget: ImageTarget, { graph, projects, options }: Question): BaseInputs {
  const found = new Map<string, { edge: ImageEdge; target: string }>();
  const pending = [keyOf(imageTarget)];
  // grows while it is walked
  for (const one of pending)
    for (const edge of graph.edges) {
      const { project, target = options.targetName } = edge.target;
      const key = keyOf({ project, target });
      if (edge.kind !== 'image' || keyOf(edge.source) !== one || found.has(key)) continue;
      found.set(key, { edge, target });
      pending.push(key);
    }
  const bases = [...found.values()].filter(({ edge }) => edge.target.project !== imageTarget.project);
  return {
    // without an edge, Nx that selects projects has to see the files themselves
    paths: bases.flatMap(({ edge }) => {
      const root = projects[edge.target.project]?.root;
      return root === undefined || graph.projectEdges.includes(edge) ? [] : [`{workspaceRoot}/${root}/**/*`];
    }),
    inputs: bases.flatMap(({ edge, target }) => [
      { input: 'default', projects: [edge.target.project] },
      { input: inputName({ target }, options), projects: [edge.target.project] },
    ]),
  };
}
