import type { TargetConfiguration } from '@nx/devkit';
import { withoutCycles } from '../graph/image-edge';
import type { WorkspaceGraph } from '../graph/image-graph';
import type { NormalizedPluginOptions } from '../options/plugin-options';

type DependsOn = NonNullable<TargetConfiguration['dependsOn']>;

/**
 * Project folder → the image targets that its own is to wait for: along image edges only, where `^docker-build` would
 * follow every import. Images that go in a cycle wait for nothing, so that their build can report it.
 */
export function inferredBases(
  { edges }: Pick<WorkspaceGraph, 'edges'>,
  options: NormalizedPluginOptions,
): ReadonlyMap<string, DependsOn> {
  if (options.shared.bases === 'published') return new Map();
  const bases = new Map<string, Map<string, Set<string>>>();
  for (const { source, target } of withoutCycles(edges.filter(({ kind }) => kind === 'image'))) {
    if (source.target !== options.targetName || source.rawOptions['bases'] === 'published') continue;
    const byTarget = bases.get(source.projectRoot) ?? new Map<string, Set<string>>();
    const projects = byTarget.get(target.target ?? '') ?? new Set();
    bases.set(source.projectRoot, byTarget.set(target.target ?? '', projects.add(target.project)));
  }
  return new Map([...bases].map(([root, byTarget]) => [root, dependencies(byTarget)]));
}

const dependencies = (byTarget: ReadonlyMap<string, ReadonlySet<string>>): DependsOn =>
  [...byTarget].map(([target, projects]) => ({ target, projects: [...projects].sort() }));
