import { createHash } from 'node:crypto';

/** Names with a meaning of their own in a bake file or in the progress stream. */
const RESERVED = new Set(['default', 'internal', 'auth', 'all']);

/**
 * The bake target of a project. Bake takes only `[a-zA-Z0-9_-]`
 * (https://github.com/docker/buildx/blob/v0.22.0/bake/bake.go#L36), so other names are made legal and, because two
 * names may become the same, get a short hash of the original.
 */
export function targetName(name: string): string {
  const legal = name
    .replace(/[^a-zA-Z0-9_-]+/gu, '-')
    .replace(/^[-_]+/u, '')
    .replace(/-+$/u, '');
  if (legal === name && !RESERVED.has(name)) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 6);
  return legal === '' ? `project-${hash}` : `${legal}-${hash}`;
}
