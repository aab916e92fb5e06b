/**
 * The workspace-wide settings that the committed bake file declares as bake variables, with their defaults.
 * Environment variables of the same names override them, there and in a run of `docker-build`.
 */
export interface BakeVariables {
  /** `NX_BAKE_REGISTRY`: empty means image names without a registry. */
  readonly registry: string;
  /** `NX_BAKE_TAG` */
  readonly tag: string;
  /** `NX_BAKE_CACHE_SCOPE`: the tag of the cache refs; empty means the plain ref. */
  readonly cacheScope: string;
}

export const VARIABLE_NAMES = {
  registry: 'NX_BAKE_REGISTRY',
  tag: 'NX_BAKE_TAG',
  cacheScope: 'NX_BAKE_CACHE_SCOPE',
} as const satisfies Record<keyof BakeVariables, string>;
