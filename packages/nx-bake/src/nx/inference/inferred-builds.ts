import type { CreateNodesContext, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { NormalizedPluginOptions } from '../options/plugin-options';
import type * as byNx from './builds-by-nx';

/** What is added to the target of an image where Nx is to run the builds that it needs. */
export interface InferredBuilds extends Required<Pick<TargetConfiguration, 'dependsOn' | 'inputs'>> {
  /** The folders of the projects that all images wait for. */
  readonly tagged: readonly string[];
}

/** Of the projects that all images wait for. */
export const BUILD_TAG = 'nx-bake:build';

export interface Question {
  /** Those of the Dockerfiles, by name. */
  readonly projects: Readonly<Record<string, ProjectConfiguration>>;
  readonly options: NormalizedPluginOptions;
  readonly context: Pick<CreateNodesContext, 'workspaceRoot' | 'nxJsonConfiguration'>;
  readonly isProject: (folder: string) => boolean;
}

/** By project folder; nothing, and no Dockerfile is read, where nx-bake itself runs the builds. */
export function inferredBuilds(question: Question): ReadonlyMap<string, InferredBuilds> {
  const { options, projects } = question;
  const isAsked = Object.values(projects).some(({ targets }) =>
    isLeftToNx(targets?.[options.targetName]?.options),
  );
  if (!isAsked) return new Map();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only who asks for it pays for it
  const { buildsByNx } = require('./builds-by-nx') as typeof byNx;
  return buildsByNx(question);
}

export const isLeftToNx = (options: unknown): boolean => {
  const way: unknown =
    typeof options === 'object' && options !== null && 'builds' in options ? options.builds : undefined;
  return way === 'dependsOn' || way === 'barrier';
};
