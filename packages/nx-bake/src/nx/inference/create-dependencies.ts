import type { CreateDependencies, DependencyType, RawProjectGraphDependency } from '@nx/devkit';
import type * as graph from '../graph/image-graph';
import { noteLine } from '../../report/graph/note-line';
import type { PluginOptions } from '../options/plugin-options';
import { EXECUTOR } from '../targets/image-target';

// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- to load @nx/devkit for it takes 100 ms
const IMPLICIT = 'implicit' as DependencyType.implicit;

/**
 * Adds an edge for every image of another project that a Dockerfile names, and for every file that the build of another
 * project makes. Versioned files are inputs instead: edges of them would make a cycle of all projects that copy each
 * other's manifests, and that stops every task of the workspace. Edges are `implicit`, as Nx keeps a `static` one until the file that it comes from changes, and these
 * depend on what other projects call their images, too.
 * https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/project-graph/nx-deps-cache.ts
 */
export const createDependencies: CreateDependencies<PluginOptions> = (_options, context) => {
  const isOurs = Object.values(context.projects).some(({ targets }) =>
    Object.values(targets ?? {}).some(({ executor }) => executor === EXECUTOR),
  );
  if (!isOurs) return [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only workspaces with images pay for it
  const { workspaceGraph } = require('../graph/image-graph') as typeof graph;
  const { projectEdges, notes } = workspaceGraph(context.projects, {
    root: context.workspaceRoot,
    nxJson: context.nxJsonConfiguration,
  });
  if (process.env['NX_VERBOSE_LOGGING'] === 'true')
    notes
      .filter(({ kind }) => kind === 'cycle')
      .forEach((note) =>
        process.stderr.write(`nx-bake: no edge for ${noteLine(note, ({ project }) => project)}\n`),
      );
  const pairs = new Map(
    projectEdges.map(({ source, target }) => [`${source.project}\n${target.project}`, { source, target }]),
  );
  return [...pairs.values()]
    .filter(({ source, target }) => source.project !== target.project)
    .map(({ source, target }): RawProjectGraphDependency => ({
      source: source.project,
      target: target.project,
      type: IMPLICIT,
    }));
};
