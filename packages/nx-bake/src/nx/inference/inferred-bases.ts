import type { CreateNodesContext, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type * as graph from '../graph/image-graph';
import type * as circles from '../graph/image-edge';
import { edgeRules } from '../options/nx-json';
import type { NormalizedPluginOptions } from '../options/plugin-options';

type DependsOn = NonNullable<TargetConfiguration['dependsOn']>;

/**
 * Project folder → the image targets that its own is to wait for: along image edges only, where `^docker-build` would
 * follow every import. Images that go in a circle wait for nothing, so that their build can tell of it.
 */
export function inferredBases(
  projects: Readonly<Record<string, ProjectConfiguration>>,
  options: NormalizedPluginOptions,
  context: CreateNodesContext,
): ReadonlyMap<string, DependsOn> {
  const rules = { ...edgeRules(options), files: false };
  if (Object.keys(projects).length === 0 || !rules.images || options.shared.bases === 'published')
    return new Map();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only workspaces with images pay for it
  const { workspaceGraph } = require('../graph/image-graph') as typeof graph;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the same
  const { withoutCycles } = require('../graph/image-edge') as typeof circles;
  const { edges } = workspaceGraph(projects, {
    root: context.workspaceRoot,
    nxJson: context.nxJsonConfiguration,
    rules,
  });
  const bases = new Map<string, Map<string, Set<string>>>();
  for (const { source, target } of withoutCycles(edges)) {
    if (source.target !== options.targetName || source.rawOptions['bases'] === 'published') continue;
    const byTarget = bases.get(source.projectRoot) ?? new Map<string, Set<string>>();
    const projects = byTarget.get(target.target ?? '') ?? new Set();
    bases.set(source.projectRoot, byTarget.set(target.target ?? '', projects.add(target.project)));
  }
  return new Map([...bases].map(([root, byTarget]) => [root, dependencies(byTarget)]));
}

const dependencies = (byTarget: ReadonlyMap<string, ReadonlySet<string>>): DependsOn =>
  [...byTarget].map(([target, projects]) => ({ target, projects: [...projects].sort() }));
