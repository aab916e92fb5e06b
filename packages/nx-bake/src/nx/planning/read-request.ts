import type { Dockerfile } from '../../dockerfile/read/dockerfile';
import { explainUnknown } from '../../dockerfile/read/explain-unknown';
import { attributeValues } from '../../plan/bake-attributes';
import type { OutputKind } from '../../plan/bake-plan';
import type { BuildRequest, RequestedBase, RequestedImage } from '../../plan/build-request';
import { ok, type Result } from '../../result';
import type { BuildOptions } from '../options/build-options';
import type { ImageTarget } from '../targets/image-target';
import type { EdgeRules } from '../options/nx-json';
import { decideBuildContext, type Workspace } from './decide-build-context';
import { decidePruning } from './decide-pruning';
import { openDockerfile } from './open-dockerfile';

export interface ReadRequest {
  readonly imageTarget: ImageTarget;
  readonly request: BuildRequest;
  readonly read: Dockerfile;
  readonly options: BuildOptions;
  /** For `--verbose`: why the context is what it is, and what the Dockerfile left open. */
  readonly notes: readonly string[];
}

/** Checks the options of a task, reads its Dockerfile and decides what depends on it. */
export function readRequest(imageTarget: ImageTarget, workspace: Workspace): Result<ReadRequest> {
  const opened = openDockerfile(imageTarget, workspace.root, workspace.env);
  if (!opened.ok) return opened;
  const { options, dockerfile, read } = opened.value;
  const context = decideBuildContext(options, read, { imageTarget, workspace });
  if (!context.ok) return context;
  const question = { options, read, context: context.value.path };
  const { pruning, notes } = decidePruning(imageTarget, question, workspace);
  const request: BuildRequest = {
    id: imageTarget.id,
    project: imageTarget.project,
    projectRoot: imageTarget.projectRoot,
    name: imageTarget.name,
    context: context.value.path,
    dockerfile,
    image: requestedImage(options),
    cache: options.cache,
    output: outputOf(options),
    images: requestedBases(read, workspace.edges),
    finalBase: finalBase(read, options.target),
    stageNames: read.stages.flatMap(({ name }) => name ?? []),
    pruning,
    readsContext: readsContext(read, options),
    attributes: attributeValues(options),
  };
  const unknown = read.unknown.map((one) => `[${imageTarget.project}] ${dockerfile}, ${explainUnknown(one)}`);
  return ok({ imageTarget, request, options, read, notes: [...context.value.notes, ...unknown, ...notes] });
}

/** The image that the wanted stage begins with, through the stages that it begins with. */
function finalBase({ stages }: Dockerfile, wanted: string | undefined): string | undefined {
  let stage = wanted === undefined ? stages.at(-1) : stages.find(({ name }) => name === wanted.toLowerCase());
  // a stage begins only with an earlier one
  while (stage?.base.kind === 'stage') stage = stages[stage.base.index];
  return stage?.base.kind === 'image' ? stage.base.name : undefined;
}

export function requestedBases(read: Dockerfile, edges: EdgeRules): RequestedBase[] {
  return read.images
    .filter(({ name, needed }) => edges.images && needed && !edges.isIgnored(name))
    .map(({ name, instruction, stage }) => ({
      name,
      ownPlatform: instruction === 'FROM' && read.stages[stage]?.platform !== undefined,
    }));
}

/** Whatever cannot be known may read it, and so may a named context that is no image and no target. */
const readsContext = ({ localSources, unknown }: Dockerfile, { contexts = {} }: BuildOptions): boolean =>
  localSources.some(({ needed }) => needed) ||
  unknown.some(({ needed, instruction }) => needed && instruction !== 'FROM') ||
  Object.values(contexts).some((context) => !/^(?:target|docker-image):/u.test(context));

export const requestedImage = (options: BuildOptions): RequestedImage => ({
  registry: options.registry,
  patterns: options.image,
  tags: options.tags,
});

const outputOf = (options: BuildOptions): OutputKind =>
  options.push === true ? 'push' : options.load === true ? 'load' : 'cacheonly';
