import type { Problem } from '../problems';
import type { CacheBackend } from './backends/cache-backend';
import { backendOf, CACHE_BACKENDS, type BackendTable } from './backends/cache-backends';
import type { CacheEntries } from './entries/cache-entry';

export interface CacheBuilder {
  readonly name: string;
  /** `docker`, `docker-container`, `kubernetes`, `remote` or `cloud`. */
  readonly driver: string;
  /** Meant for the docker driver: whether the engine keeps images in containerd. */
  readonly containerdSnapshotter: boolean;
}

type Engine = keyof CacheBackend['engines'];

/** Finds the caches that a builder cannot write or read, with the ways out that there are. */
export function findUnsupportedCaches(
  targets: readonly CacheEntries[],
  builder: CacheBuilder,
  table: BackendTable = CACHE_BACKENDS,
): Problem[] {
  if (builder.driver !== 'docker') return []; // BuildKit itself knows all types
  const engine = builder.containerdSnapshotter ? 'containerd' : 'graphDriver';
  const can = (type: string, use: 'import' | 'export', by: Engine = engine): boolean =>
    backendOf(type, table)?.engines[by].includes(use) === true;
  const missing = new Set(
    targets.flatMap(({ from, to }) => [
      ...from.map(({ type }) => type).filter((type) => !can(type, 'import')),
      ...to.map(({ type }) => type).filter((type) => !can(type, 'export')),
    ]),
  );
  const helpedByContainerd = [...missing].filter((type) => can(type, 'export', 'containerd')).sort();
  const helpedByDriver = [...missing].filter((type) => !can(type, 'export', 'containerd')).sort();
  return [
    ...(helpedByContainerd.length === 0
      ? []
      : [{ kind: 'cache-unsupported' as const, builder: builder.name, cacheTypes: helpedByContainerd }]),
    ...(helpedByDriver.length === 0
      ? []
      : [{ kind: 'cache-needs-driver' as const, builder: builder.name, cacheTypes: helpedByDriver }]),
  ];
}
