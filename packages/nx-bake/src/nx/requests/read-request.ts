import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { checkShape } from '../../check-shape';
import { decideContext, explainContext } from '../../dockerfile/context-evidence';
import type { Dockerfile } from '../../dockerfile/dockerfile';
import { readDockerfile } from '../../dockerfile/read-dockerfile';
import type { OutputKind, Pruning } from '../../plan/bake-plan';
import type { BuildRequest, RequestedImage } from '../../plan/build-request';
import { namedPaths } from '../../plan/context-overlay';
import { fail, ok, type Result } from '../../result';
import { BuildOptionsSchema, type BuildOptions } from '../options/build-options';
import type { Problem } from '../../problems';
import { findDockerfile } from './find-dockerfile';
import { findOutsidePaths } from './outside-paths';
import { passedOn } from './passed-on';

/** One thing to build, as Nx knows it. */
export interface Asked {
  readonly id: string;
  readonly project: string;
  readonly projectRoot: string;
  /** The Nx target. */
  readonly target: string;
  /** What the bake target is to be named after. */
  readonly name: string;
  /** For messages: `orders:docker-build`. */
  readonly place: string;
  /** Everything that Nx merged, flags included. */
  readonly rawOptions: Readonly<Record<string, unknown>>;
  /** The folders of the project and of all that it depends on. */
  readonly closure: readonly string[];
}

/** What requests are read with. */
export interface Workspace {
  readonly root: string;
  readonly versioned: (pathOrGlob: string) => 'versioned' | 'absent';
}

export interface ReadRequest {
  readonly request: BuildRequest;
  readonly options: BuildOptions;
  /** For `--verbose`: why the context is what it is, and what the Dockerfile left open. */
  readonly notes: readonly string[];
}

/** Checks the options of a task, reads its Dockerfile and decides what depends on it. */
export function readRequest(asked: Asked, workspace: Workspace): Result<ReadRequest> {
  const { project, projectRoot, place } = asked;
  const options = checkShape(BuildOptionsSchema, asked.rawOptions, { place: `options of ${place}`, project });
  if (!options.ok) return options;
  const forbidden = [
    ...findOutsidePaths(options.value, { project, place }),
    ...findTwoOutputs(options.value, asked),
  ];
  if (forbidden.length > 0) return fail(forbidden);
  const dockerfile = findDockerfile(options.value.dockerfile, {
    workspaceRoot: workspace.root,
    projectRoot,
    project,
    place,
  });
  if (!dockerfile.ok) return dockerfile;
  const read = readDockerfile(readFileSync(join(workspace.root, dockerfile.value), 'utf8'), {
    args: options.value.args ?? {},
    ...(options.value.target === undefined ? {} : { target: options.value.target }),
  });
  const context = contextOf(options.value, read, { asked, workspace });
  if (!context.ok) return context;
  const request: BuildRequest = {
    id: asked.id,
    project,
    projectRoot,
    name: asked.name,
    context: context.value.path,
    dockerfile: dockerfile.value,
    image: requestedImage(options.value),
    ...(options.value.cache === undefined ? {} : { cache: options.value.cache }),
    output: outputOf(options.value),
    pruning: pruningOf(asked, options.value, read),
    passedOn: passedOn(options.value),
  };
  return ok({ request, options: options.value, notes: context.value.notes });
}

function pruningOf(asked: Asked, options: BuildOptions, read: Dockerfile): Pruning {
  const named = namedPaths(read.localSources, read.unknown);
  return { enabled: (options.prune ?? true) && named !== undefined, kept: asked.closure, named: named ?? [] };
}

interface ContextAnswer {
  readonly path: string;
  readonly notes: readonly string[];
}

function contextOf(
  options: BuildOptions,
  read: Dockerfile,
  { asked, workspace }: { asked: Asked; workspace: Workspace },
): Result<ContextAnswer> {
  const { projectRoot, project, place } = asked;
  const wanted = options.context ?? 'auto';
  if (wanted === 'project') return ok({ path: projectRoot, notes: [] });
  if (wanted === 'workspace') return ok({ path: '.', notes: [] });
  if (wanted !== 'auto')
    return namedContext(posix.normalize(wanted).replace(/(.)\/$/u, '$1'), { asked, workspace });
  const decision = decideContext({
    sources: read.localSources,
    mentions: read.mentions,
    projectRoot,
    exists: workspace.versioned,
  });
  const path = decision.context === 'project' ? projectRoot : '.';
  const notes = explainContext(decision).map((line) => `[${project}] ${line}`);
  return ok({ path, notes: [`${place}: build context ${path} (${decision.context})`, ...notes] });
}

function namedContext(
  path: string,
  { asked, workspace }: { asked: Asked; workspace: Workspace },
): Result<ContextAnswer> {
  const { project, place } = asked;
  if (posix.isAbsolute(path) || path.startsWith('../') || path === '..')
    return fail([{ kind: 'outside-workspace', project, path, place }]);
  return existsSync(join(workspace.root, path))
    ? ok({ path, notes: [] })
    : fail([{ kind: 'context-missing', project, path, place }]);
}

const requestedImage = (options: BuildOptions): RequestedImage => ({
  ...(options.registry === undefined ? {} : { registry: options.registry }),
  ...(options.image === undefined ? {} : { pattern: options.image }),
  ...(options.tags === undefined ? {} : { tags: options.tags }),
});

/** Bake has one output attribute for a target; which of the two was meant is not ours to guess. */
const findTwoOutputs = ({ push, load }: BuildOptions, { project, place }: Asked): Problem[] =>
  push === true && load === true
    ? [
        {
          kind: 'invalid-option',
          project,
          place: `options of ${place}: load`,
          found: 'true beside push',
          expected: 'false, or push to false: a build has one output',
        },
      ]
    : [];

const outputOf = (options: BuildOptions): OutputKind =>
  options.push === true ? 'push' : options.load === true ? 'load' : 'cacheonly';
