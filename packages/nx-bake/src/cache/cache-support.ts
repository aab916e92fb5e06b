import type { Problem } from '../problems';
import type { CacheEntries, CacheType } from './cache-entry';

export interface CacheBuilder {
  readonly name: string;
  /** `docker`, `docker-container`, `kubernetes`, `remote` or `cloud`. */
  readonly driver: string;
  /** Only of the docker driver: whether the engine keeps images in containerd. */
  readonly containerdSnapshotter: boolean;
}

interface Abilities {
  readonly exports: readonly CacheType[];
  readonly imports: readonly CacheType[];
}

/** The two engines built into dockerd: https://github.com/moby/moby/blob/027588eba0b9bbef15b3bf02428f8cb4fd76d6a3/builder/builder-next/controller.go */
const GRAPH_DRIVER: Abilities = { exports: ['inline'], imports: ['registry', 'local'] };
const CONTAINERD: Abilities = {
  exports: ['gha', 'inline', 'local', 'registry'],
  imports: ['gha', 'local', 'registry'],
};

/** Which of the caches a builder cannot write or read, with the ways out that there are. */
export function findUnsupportedCaches(targets: readonly CacheEntries[], builder: CacheBuilder): Problem[] {
  if (builder.driver !== 'docker') return []; // BuildKit itself knows all types
  const able = builder.containerdSnapshotter ? CONTAINERD : GRAPH_DRIVER;
  const missing = new Set(
    targets.flatMap(({ from, to }) => [
      ...from.map(({ type }) => type).filter((type) => !able.imports.includes(type)),
      ...to.map(({ type }) => type).filter((type) => !able.exports.includes(type)),
    ]),
  );
  const helpedByContainerd = [...missing].filter((type) => CONTAINERD.exports.includes(type)).sort();
  const helpedByDriver = [...missing].filter((type) => !CONTAINERD.exports.includes(type)).sort();
  return [
    ...(helpedByContainerd.length === 0
      ? []
      : [{ kind: 'cache-unsupported' as const, builder: builder.name, cacheTypes: helpedByContainerd }]),
    ...(helpedByDriver.length === 0
      ? []
      : [{ kind: 'cache-needs-driver' as const, builder: builder.name, cacheTypes: helpedByDriver }]),
  ];
}
