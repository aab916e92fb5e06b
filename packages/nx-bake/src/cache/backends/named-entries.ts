import type { CacheEntries } from '../entries/cache-entry';
import { nameBase, scopedName } from '../entries/cache-name';
import type { CacheTarget, CompleteBackend } from './cache-backend';
import type { BackendAttributes } from './export-attributes';

/** A backend that tells caches apart by a name. */
export interface NamedCache extends CompleteBackend, BackendAttributes {
  /** The parameter that holds the name. */
  readonly parameter: 'scope' | 'name';
  /** Beginning of the name; empty: the name is the target's. */
  readonly prefix: string;
}

export function namedEntries(backend: NamedCache, target: CacheTarget): CacheEntries {
  const { own, reads } = target.scopes;
  const base = nameBase({ base: target.targetName, variant: target.variant, epoch: target.epoch });
  const named = (name: string | undefined) => ({
    ...backend.both,
    [backend.parameter]: [backend.prefix, scopedName(base, name)].filter((part) => part !== '').join('.'),
  });
  return {
    from: reads.map((name) => ({ type: backend.kind, attributes: named(name) })),
    to: [{ type: backend.kind, attributes: { ...named(own), ...backend.exportOnly } }],
  };
}
