import type { CreateNodesContext, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { NormalizedPluginOptions } from '../options/plugin-options';

/** Additions to the target of an image whose builds Nx is to run. */
export interface InferredBuilds extends Required<Pick<TargetConfiguration, 'dependsOn' | 'inputs'>> {
  /** The folders of the projects that all images wait for. */
  readonly tagged: readonly string[];
}

/** The tag of the projects that all images wait for. */
export const BUILD_TAG = 'nx-bake:build';

export interface Question {
  /** The projects of the Dockerfiles, by name. */
  readonly projects: Readonly<Record<string, ProjectConfiguration>>;
  readonly options: NormalizedPluginOptions;
  readonly context: Pick<CreateNodesContext, 'workspaceRoot' | 'nxJsonConfiguration'>;
  readonly isProject: (folder: string) => boolean;
}

/** Whether some image has Nx run its builds; otherwise no Dockerfile is read for it. */
export const someLeftToNx = ({ options, projects }: Question): boolean =>
  Object.values(projects).some(({ targets }) => isLeftToNx(targets?.[options.targetName]?.options));

export const isLeftToNx = (options: unknown): boolean => {
  const way: unknown =
    typeof options === 'object' && options !== null && 'builds' in options ? options.builds : undefined;
  return way === 'dependsOn' || way === 'barrier';
};
