import { readFileSync } from 'node:fs';
import { join, posix, relative, resolve, sep } from 'node:path';
import { localCaches, NX_STATE } from '../../bake/write-contexts';
import type { Builder } from '../../builder/find-builder';
import { FileHashes, readTree, type TreeNode } from '../../key/context-tree';
import { IgnoreRules } from '../../key/ignore-rules';
import { targetKey, type KeyWorld, type TargetKey } from '../../key/target-key';
import type { BakePlan, BakeTarget } from '../../plan/bake-plan';
import { projectsInside } from '../../plan/context-overlay';
import { createBaseResolver } from '../../registry/base-images';
import { dockerRegistrySettings } from '../../registry/docker-registry-settings';
import type { RegistryClient } from '../../registry/registry-client';
import type { PlannedTasks } from '../planning/plan-tasks';
import { contextSettings } from './bake-settings';
import { dockerRun, type RunPlace } from './run-context';

export interface KeyQuestion {
  readonly planned: PlannedTasks;
  readonly builder: Builder;
  readonly client: RegistryClient;
}

/** Works out the keys of targets, and of those that they are built on. */
export async function targetKeys(
  targets: readonly BakeTarget[],
  { planned, builder, client }: KeyQuestion,
  place: RunPlace,
): Promise<ReadonlyMap<string, TargetKey>> {
  const all = new Map(planned.plan.targets.map((target) => [target.name, target]));
  // the engine's mirrors are those of the builder in it
  const mirrors = builder.driver === 'docker' ? (await dockerRegistrySettings(dockerRun(place))).mirrors : [];
  const known = new Map<string, Promise<TargetKey>>();
  const keyOf = (name: string): Promise<TargetKey> => {
    const target = all.get(name);
    const key =
      known.get(name) ??
      (target === undefined
        ? Promise.resolve<TargetKey>({ known: false, why: `there is no target ${name}` })
        : targetKey(target, world));
    known.set(name, key);
    return key;
  };
  const world: KeyWorld = {
    ...workspaceWorld(planned.plan, place),
    image: createBaseResolver(client, mirrors),
    keyOf,
    builderPlatform: builder.platforms[0],
    env: place.env,
    epoch: '',
  };
  return new Map(await Promise.all(targets.map(async ({ name }) => [name, await keyOf(name)] as const)));
}

/** The files of the workspace as builds see them, each read once. */
function workspaceWorld(
  { targets }: BakePlan,
  place: RunPlace,
): Pick<KeyWorld, 'dockerfile' | 'context' | 'folder' | 'pruned'> {
  const { root, projects, written } = contextSettings(place);
  const hashes = new FileHashes();
  const trees = new Map<string, TreeNode>();
  const ours = [place.folder, place.contexts, ...NX_STATE, ...targets.flatMap(localCaches), ...written].map(
    (path) => resolve(root, path),
  );
  const tree = (path: string, ignoreFile: string): TreeNode => {
    const key = `${path}\n${ignoreFile}`;
    const absolute = resolve(root, path);
    const without = new Set(ours.map((one) => relative(absolute, one).split(sep).join('/')));
    const read =
      trees.get(key) ?? readTree({ root: absolute, rules: new IgnoreRules(ignoreFile), without, hashes });
    trees.set(key, read);
    return read;
  };
  const ignoreFileOf = (target: BakeTarget): string => {
    const context = join(root, target.context);
    const own = `${join(context, target.dockerfile)}.dockerignore`;
    return readText(own) ?? readText(join(context, '.dockerignore')) ?? '';
  };
  return {
    dockerfile: ({ context, dockerfile }) => {
      const path = join(root, context, dockerfile);
      return { text: readFileSync(path, 'utf8'), policy: readText(`${path}.rego`) };
    },
    context: (target) => tree(target.context, ignoreFileOf(target)),
    // what a named context leaves out is not looked at: it may be more than BuildKit reads
    folder: (path) => tree(path, ''),
    pruned: (target) => prunedProjects(target, { projects, ignoreFile: ignoreFileOf(target) }),
  };
}

function prunedProjects(
  { context, pruning }: BakeTarget,
  { projects, ignoreFile }: { projects: readonly string[]; ignoreFile: string },
): ReturnType<KeyWorld['pruned']> {
  // a rule of the user's may take back what pruning leaves out, and what is not known may be anywhere
  const isOpen = new IgnoreRules(ignoreFile).takesBack || pruning.named.some((path) => path.includes('**'));
  if (!pruning.enabled || isOpen) return { projects: new Map(), named: [] };
  const kept = new Set(projectsInside(context, pruning.kept));
  const inside = projectsInside(context, projects).filter((path) => path !== '.');
  return {
    projects: new Map(inside.map((path) => [posix.normalize(path), kept.has(path)])),
    named: pruning.named,
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // what node throws
    throw error;
  }
}
