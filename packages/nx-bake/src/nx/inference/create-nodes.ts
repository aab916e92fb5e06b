import { dirname } from 'node:path';
import type { CreateNodes, CreateNodesResult, TargetConfiguration } from '@nx/devkit';
import { NxBakeError } from '../../problems';
import { normalizePluginOptions, type PluginOptions } from '../options/plugin-options';
import { dockerTarget } from './docker-target';
import { inferredBases } from './inferred-bases';
import type * as byNx from './builds-by-nx';
import { BUILD_TAG, someLeftToNx, type InferredBuilds, type Question } from './inferred-builds';
import { inferredProjects } from './inferred-projects';
import { projectFolders } from './project-folders';

/** A `docker-build` target for every project with a Dockerfile in its root. */
export const createNodes: CreateNodes<PluginOptions> = [
  '**/Dockerfile',
  // eslint-disable-next-line @typescript-eslint/require-await -- Nx catches what is rejected
  async (files, raw, context) => {
    const options = normalizePluginOptions(raw);
    if (!options.ok) throw new NxBakeError(options.problems);
    const isProject = projectFolders(context.workspaceRoot);
    const dockerfiles = files.filter((file) => isProject(dirname(file)));
    const projects = inferredProjects(dockerfiles, options.value, context);
    const bases = inferredBases(projects, options.value, context);
    const builds = inferredBuilds({ projects, options: options.value, context, isProject });
    const targetOf = (root: string): TargetConfiguration =>
      withBuilds(dockerTarget(options.value, bases.get(root)), builds.get(root) ?? NO_BUILDS);
    return dockerfiles.map((file) => {
      const root = dirname(file);
      const named = { name: options.value.targetName, target: targetOf(root) };
      return [file, projectWithTarget(root, named, builds.get(root))] as const;
    });
  },
];

/** Additions by project folder; none where nx-bake itself runs the builds. */
function inferredBuilds(question: Question): ReadonlyMap<string, InferredBuilds> {
  if (!someLeftToNx(question)) return new Map();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only who asks for it pays for it
  const { buildsByNx } = require('./builds-by-nx') as typeof byNx;
  return buildsByNx(question);
}

const NO_BUILDS: InferredBuilds = { dependsOn: [], inputs: [], tagged: [] };

function projectWithTarget(
  root: string,
  { name, target }: { name: string; target: TargetConfiguration },
  builds: InferredBuilds = NO_BUILDS,
): CreateNodesResult {
  const project = {
    root,
    targets: { [name]: target },
    metadata: { targetGroups: { Docker: [name] } },
    ...(builds.tagged.includes(root) ? { tags: [BUILD_TAG] } : {}),
  };
  const others: Record<string, { root: string; tags: string[] }> = {};
  for (const other of builds.tagged) others[other] = { root: other, tags: [BUILD_TAG] };
  return { projects: { ...others, [root]: project } };
}

const withBuilds = (
  target: TargetConfiguration,
  { dependsOn, inputs }: InferredBuilds,
): TargetConfiguration => ({
  ...target,
  ...(dependsOn.length === 0 ? {} : { dependsOn: [...(target.dependsOn ?? []), ...dependsOn] }),
  inputs: [...(target.inputs ?? []), ...inputs],
});
