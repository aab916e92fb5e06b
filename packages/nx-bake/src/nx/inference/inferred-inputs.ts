import { posix } from 'node:path';
import type { CreateNodesContext, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { WorkspaceGraph } from '../graph/image-graph';
import { graphOf } from '../graph/image-graph';
import { IMAGES_FOLDER, imageFileName } from '../image-files/image-file-name';
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

const inputName = ({ target }: ImageTarget, { targetName }: NormalizedPluginOptions): string =>
  target === targetName ? DOCKER_FILES : `${DOCKER_FILES}-${target}`;

const unique = (inputs: Inputs): Inputs => [
  ...new Map(inputs.map((input) => [JSON.stringify(input), input])).values(),
];

interface BaseInputs {
  readonly paths: readonly string[];
  readonly inputs: Inputs;
}

/**
 * A base that is built before is compared by its image.json. One that Nx does not know to come before, as it is
 * published or would close a cycle, is compared by its files.
 */
function baseInputs(imageTarget: ImageTarget, { graph, projects, options }: Question): BaseInputs {
  const bases = graph.edges.filter(({ kind, source }) => kind === 'image' && source.id === imageTarget.id);
  const isPublished = (imageTarget.rawOptions['bases'] ?? options.shared.bases) === 'published';
  const parts = bases.map((edge): BaseInputs => {
    const { project, target = options.targetName } = edge.target;
    const base = projects[project];
    if (base === undefined || project === imageTarget.project) return { paths: [], inputs: [] };
    const hasEdge = graph.projectEdges.includes(edge);
    const file = imageFileOf(base, target, options);
    return {
      paths: hasEdge ? [] : [`{workspaceRoot}/${base.root}/**/*`],
      inputs:
        isPublished || !hasEdge || file === undefined
          ? [{ input: 'default', projects: [project] }]
          : [{ dependentTasksOutputFiles: file }],
    };
  });
  return { paths: parts.flatMap(({ paths }) => paths), inputs: parts.flatMap(({ inputs }) => inputs) };
}

/** The file in which a base tells what became of its image, relative to the workspace root. */
function imageFileOf(
  { root, targets = {} }: ProjectConfiguration,
  target: string,
  { shared }: NormalizedPluginOptions,
): string | undefined {
  const options = (targets[target] as TargetConfiguration<Record<string, unknown>> | undefined)?.options;
  const named: unknown = options?.['imageFile'] ?? shared.imageFile;
  if (named === false || named === 'false') return undefined;
  const path =
    typeof named === 'string'
      ? named
      : `{workspaceRoot}/${IMAGES_FOLDER}/{projectRoot}/${imageFileName(target)}`;
  return posix.normalize(path.replaceAll('{workspaceRoot}/', '').replaceAll('{projectRoot}', root));
}
