/** The purpose of a vertex, read from its name: BuildKit has no other field for it. */
export type VertexRole =
  /** `[build 2/3] RUN npm ci` */
  | 'step'
  /** An image that it begins with: `[build 1/3] FROM docker.io/library/node:22`, `[internal] load metadata for …`. */
  | 'source'
  /** Turns the result into the wanted form: an image in a registry or store, an archive, a folder. */
  | 'export'
  | 'cache-import'
  | 'cache-export'
  /** The last thing of a target, when a metadata file was asked for. */
  | 'provenance'
  | 'other';

/** The first pattern that fits decides. `[linux/amd64 build 2/3]`, `[2/3]` and `[build 2/3]` are all numbered steps. */
const ROLES: readonly (readonly [RegExp, VertexRole])[] = [
  [/^(\[(?:[^\]]* )?\d+\/\d+\] FROM |\[internal\] load metadata for )/, 'source'],
  [/^\[(?:[^\]]* )?\d+\/\d+\] /, 'step'],
  [/^importing cache manifest from /, 'cache-import'],
  // Each cache backend has its own words, and GitHub's sound like an image export's.
  // https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/cache/remotecache/gha/gha.go#L173
  [
    /^(exporting (inline |content )?cache|exporting to GitHub Actions Cache|preparing build cache for export)/,
    'cache-export',
  ],
  // https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/build/build.go#L757
  [/^(exporting to |pushing .* with docker$|importing to docker|merging manifest list )/, 'export'],
  [/^resolving provenance for metadata file/, 'provenance'],
];

export const roleOf = (name: string): VertexRole =>
  ROLES.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
