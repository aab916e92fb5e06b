import { isAbsolute, join, relative, sep } from 'node:path';
import type { BakeTarget } from '../plan/bake-plan';
import { linksOf } from '../plan/links';
import { contentDigest } from './oci-layout';
import type { Outcome } from './outcomes/outcome';

/** The folder of an OCI layout through which a base that is not pushed reaches its dependents. */
export const layoutOf = (folder: string, name: string): string => join(folder, 'bases', name);

export interface LayoutPlaces {
  /** The workspace root, where bake runs. */
  readonly cwd: string;
  /** The run's own folder. */
  readonly folder: string;
  readonly severalNodes: boolean;
}

/**
 * Whether a pinned base leaves a layout for its dependents: one that is not pushed, and one of several platforms. The
 * index of those is in the registry together with attestations, which have times, so that its digest changes with each
 * push. Where several nodes build, each makes a part of it, and only the registry has the whole.
 */
export const needsLayout = (
  { output, platforms }: Pick<BakeTarget, 'output' | 'platforms'>,
  severalNodes: boolean,
): boolean => output !== 'push' || (platforms.length > 1 && !severalNodes);

/**
 * A base that was built, as a named context for its dependents in a later call. Its digest is one of content: BuildKit
 * caches everything that a later call builds on an image under the digest by which the image was pulled, and a digest
 * that changes with each push would make each run build that again.
 */
export async function pinnedContext(
  { name, output, platforms }: BakeTarget,
  outcome: Outcome | undefined,
  places: LayoutPlaces,
): Promise<string | undefined> {
  if (outcome?.kind !== 'built' && outcome?.kind !== 'reused') return undefined;
  if (needsLayout({ output, platforms }, places.severalNodes)) {
    const layout = layoutOf(places.folder, name);
    const digest = await contentDigest(layout);
    return digest === undefined ? undefined : `oci-layout://${asContext(layout, places.cwd)}@${digest}`;
  }
  const [ref] = outcome.pushed;
  const [manifest, ...others] = outcome.manifests;
  const digest = others.length === 0 ? (manifest ?? outcome.digest) : outcome.digest;
  return ref === undefined || digest === undefined ? undefined : `docker-image://${ref}@${digest}`;
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

/** The target with pinned images in the place of its links. */
export function withPins(target: BakeTarget, pins: ReadonlyMap<string, string>): BakeTarget {
  const pinned = linksOf(target).flatMap(({ name, base }) => {
    const context = pins.get(base);
    return context === undefined ? [] : [[name, context] as const];
  });
  return { ...target, contexts: { ...target.contexts, ...Object.fromEntries(pinned) } };
}
