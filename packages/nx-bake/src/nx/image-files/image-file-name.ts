import { DEFAULT_TARGET_NAME } from '../options/plugin-options';

/** Below `dist`, which Nx workspaces leave out of git, and beside what builds write there. */
export const IMAGES_FOLDER = 'dist/.nx-bake';

/** A project may have several targets that build images, each with a file of its own. */
export const imageFileName = (target: string = DEFAULT_TARGET_NAME): string =>
  target === DEFAULT_TARGET_NAME ? 'image.json' : `image.${target.replace(/[^\w.-]+/gu, '-')}.json`;
