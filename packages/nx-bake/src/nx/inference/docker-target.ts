import type { TargetConfiguration } from '@nx/devkit';
import { EXECUTOR } from '../targets/image-target';
import { IMAGES_FOLDER, imageFileName } from '../image-files/image-file-name';
import type { NormalizedPluginOptions } from '../options/plugin-options';

/** The named input that holds an image's files from outside its project's folder. */
export const DOCKER_FILES = 'docker-files';

export type Inputs = NonNullable<TargetConfiguration['inputs']>;

/** The variables that every image depends on. */
export const VARIABLES: Inputs = [{ env: 'NX_BAKE_REGISTRY' }, { env: 'NX_BAKE_TAG' }];

/** The inputs of an image that cannot be read. */
export const UNREAD: Inputs = ['default', '^default'];

/**
 * The inferred target. What depends on the Dockerfile's content is decided when it runs, but for the images that have to
 * be built first.
 */
export function dockerTarget(
  options: NormalizedPluginOptions,
  inputs: Inputs,
  dependsOn: TargetConfiguration['dependsOn'] = [],
): TargetConfiguration {
  const {
    imageFile = `{workspaceRoot}/${IMAGES_FOLDER}/{projectRoot}/${imageFileName(options.targetName)}`,
  } = options.shared;
  return {
    executor: EXECUTOR,
    options: { ...options.shared, imageFile },
    configurations: { local: { load: true }, ci: { push: true } },
    // A hit in Nx's cache would restore no image: https://github.com/nrwl/nx/issues/15116
    cache: false,
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
    inputs: [...inputs, ...VARIABLES],
    outputs: imageFile === false ? [] : ['{options.imageFile}'],
    metadata: {
      technologies: ['docker'],
      description: 'Builds the image with docker buildx bake, together with all other images of the run',
      help: {
        command: 'docker buildx bake --help',
        example: {
          options: { push: true, platforms: ['linux/amd64', 'linux/arm64'], args: { VERSION: '1.2.3' } },
        },
      },
    },
  };
}
