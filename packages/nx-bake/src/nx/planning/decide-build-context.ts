import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { decideContext, explainContext } from '../../dockerfile/context/context-evidence';
import type { Dockerfile } from '../../dockerfile/read/dockerfile';
import { fail, ok, type Result } from '../../result';
import type { BuildOptions } from '../options/build-options';
import type { EdgeRules } from '../options/nx-json';
import type { ImageTarget } from '../targets/image-target';
import { ignoredFiles } from './versioned-files';
import type { WorkspaceProjects } from '../targets/project-closure';

/** The workspace that requests are read in. */
export interface Workspace {
  readonly root: string;
  readonly versioned: (pathOrGlob: string) => 'versioned' | 'absent';
  readonly edges: EdgeRules;
  readonly projects: WorkspaceProjects;
  /** Values for options; undefined where no environment has a say. */
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
}

/** The build context of an image target, and why. */
export interface ContextAnswer {
  readonly path: string;
  readonly notes: readonly string[];
}

/** Decides which folder is the build context: as the options say, else as the Dockerfile's sources lead to. */
export function decideBuildContext(
  options: BuildOptions,
  read: Dockerfile,
  { imageTarget, workspace }: { imageTarget: ImageTarget; workspace: Workspace },
): Result<ContextAnswer> {
  const { projectRoot, project, place } = imageTarget;
  const wanted = options.context ?? 'auto';
  if (wanted === 'project') return ok({ path: projectRoot, notes: [] });
  if (wanted === 'workspace') return ok({ path: '.', notes: [] });
  if (wanted !== 'auto')
    return namedContext(posix.normalize(wanted).replace(/(.)\/$/u, '$1'), { imageTarget, workspace });
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
  { imageTarget, workspace }: { imageTarget: ImageTarget; workspace: Workspace },
): Result<ContextAnswer> {
  const { project, place } = imageTarget;
  if (posix.isAbsolute(path) || path.startsWith('../') || path === '..')
    return fail([{ kind: 'outside-workspace', project, path, place }]);
  // what git ignores is made by a build, which comes later
  return existsSync(join(workspace.root, path)) || ignoredFiles(workspace.root)(path)
    ? ok({ path, notes: [] })
    : fail([{ kind: 'context-missing', project, path, place }]);
}
