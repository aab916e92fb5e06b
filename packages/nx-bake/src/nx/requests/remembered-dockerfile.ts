import type { Dockerfile, ReadSettings } from '../../dockerfile/dockerfile';
import { readDockerfile } from '../../dockerfile/read-dockerfile';

/** More than a workspace has, so that what Nx asks for twice is read once. */
const LIMIT = 5000;

let recent = new Map<string, Dockerfile>();
let earlier: ReadonlyMap<string, Dockerfile> = new Map();

/**
 * Reads a Dockerfile, unless the same text was read with the same settings before. Nx asks first for nodes and then for
 * dependencies, of the same process, and a process of its daemon lives on: of old texts no more than two times the limit
 * are kept.
 */
export function rememberedDockerfile(text: string, settings: ReadSettings): Dockerfile {
  const key = JSON.stringify([settings, text]);
  const read = recent.get(key) ?? earlier.get(key) ?? readDockerfile(text, settings);
  if (recent.size >= LIMIT) {
    earlier = recent;
    recent = new Map();
  }
  recent.set(key, read);
  return read;
}
