import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { BakeTarget } from '../plan/bake-plan';
import { linksOf } from '../plan/links';
import type { Outcome } from './outcomes/outcome';

/** The folder of an OCI layout through which a base that is not pushed reaches its dependents. */
export const layoutOf = (folder: string, name: string): string => join(folder, 'bases', name);

export interface LayoutPlaces {
  /** The workspace root, where bake runs. */
  readonly cwd: string;
  /** The run's own folder. */
  readonly folder: string;
}

/** A base that was built, as a named context for its dependents in a later call. */
export async function pinnedContext(
  name: string,
  outcome: Outcome | undefined,
  places: LayoutPlaces,
): Promise<string | undefined> {
  if (outcome?.kind !== 'built' && outcome?.kind !== 'reused') return undefined;
  const [ref] = outcome.pushed;
  if (ref !== undefined)
    return outcome.digest === undefined ? undefined : `docker-image://${ref}@${outcome.digest}`;
  const layout = layoutOf(places.folder, name);
  const digest = await layoutDigest(layout);
  return digest === undefined ? undefined : `oci-layout://${asContext(layout, places.cwd)}@${digest}`;
}

/**
 * Relative to where bake runs, if it lies in there: up to 0.30 buildx ends the path at its first `@` or `:`, and the
 * second checkout that Jenkins makes of a job is called `job@2`.
 * https://github.com/docker/buildx/blob/v0.29.1/build/opt.go
 */
function asContext(layout: string, cwd: string): string {
  const path = relative(cwd, layout).split(sep).join('/');
  return path.startsWith('../') || isAbsolute(path) ? layout : path;
}

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md#indexjson-file */
async function layoutDigest(layout: string): Promise<string | undefined> {
  const text = await readFile(join(layout, 'index.json'), 'utf8').catch(() => '{}'); // buildx wrote none
  const index = JSON.parse(text) as { manifests?: { digest?: string }[] }; // the specification's shape
  return index.manifests?.[0]?.digest;
}

/** The target with pinned images in the place of its links. */
export function withPins(target: BakeTarget, pins: ReadonlyMap<string, string>): BakeTarget {
  const pinned = linksOf(target).flatMap(({ name, base }) => {
    const context = pins.get(base);
    return context === undefined ? [] : [[name, context] as const];
  });
  return { ...target, contexts: { ...target.contexts, ...Object.fromEntries(pinned) } };
}
