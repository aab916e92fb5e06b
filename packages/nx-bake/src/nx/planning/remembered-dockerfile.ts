import type { Dockerfile, ReadSettings } from '../../dockerfile/read/dockerfile';
import { readDockerfile } from '../../dockerfile/read/read-dockerfile';
import { remembering } from '../../remember';

/** More than a workspace has, so that what Nx asks for twice is read once. */
const LIMIT = 5000;

/** By settings, of which a workspace has few. */
const readings = remembering((settings) => {
  const parsed = JSON.parse(settings) as ReadSettings; // what was made of such
  return remembering((text) => readDockerfile(text, parsed), LIMIT);
}, 100);

/**
 * Reads a Dockerfile, unless the same text was read with the same settings before: Nx asks first for nodes and then for
 * dependencies, of the same process.
 */
export const rememberedDockerfile = (text: string, settings: ReadSettings): Dockerfile =>
  readings(JSON.stringify(settings))(text);
