import { dirname } from 'node:path';
import type { CreateNodes, CreateNodesResult, TargetConfiguration } from '@nx/devkit';
import { createNodesFromFiles } from '@nx/devkit';
import { NxBakeError } from '../../problems';
import {
  normalizePluginOptions,
  type NormalizedPluginOptions,
  type PluginOptions,
} from '../options/plugin-options';
import { dockerTarget } from './docker-target';
import { inferredBases } from './inferred-bases';
import { projectFolders } from './project-folders';

/** A `docker-build` target for every project with a Dockerfile in its root. */
export const createNodes: CreateNodes<PluginOptions> = [
  '**/Dockerfile',
  async (files, raw, context) => {
    const options = normalizePluginOptions(raw);
    if (!options.ok) throw new NxBakeError(options.problems);
    const dockerfiles = files.filter(isInProject(context.workspaceRoot));
    const bases = inferredBases(dockerfiles, options.value, context);
    return createNodesFromFiles(
      (file) => projectWithTarget(dirname(file), options.value, bases.get(dirname(file))),
      dockerfiles,
      raw,
      context,
    );
  },
];

function isInProject(workspaceRoot: string): (file: string) => boolean {
  const isProject = projectFolders(workspaceRoot);
  return (file) => isProject(dirname(file));
}

function projectWithTarget(
  root: string,
  options: NormalizedPluginOptions,
  dependsOn: TargetConfiguration['dependsOn'] = [],
): CreateNodesResult {
  const project = {
    root,
    targets: { [options.targetName]: dockerTarget(options, dependsOn) },
    metadata: { targetGroups: { Docker: [options.targetName] } },
  };
  return { projects: { [root]: project } };
}
