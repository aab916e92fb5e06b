type Env = Readonly<Record<string, string | undefined>>;

/**
 * Variables of buildx that would change the meaning of our call. Its files, the places of paths in them and its outputs
 * are ours; the end of each target is known by the provenance in the metadata file. Other variables are the user's to
 * set. https://docs.docker.com/build/building/variables/#build-tool-configuration-variables
 */
const OURS = [
  'BUILDX_BAKE_FILE',
  'BUILDX_BAKE_FILE_RELATIVE_PATHS',
  'BUILDX_BAKE_FILE_SEPARATOR',
  'BUILDX_BAKE_GIT_AUTH_HEADER',
  'BUILDX_BAKE_GIT_AUTH_TOKEN',
  'BUILDX_BAKE_GIT_SSH',
  'BUILDX_METADATA_PROVENANCE',
  'BUILDX_METADATA_WARNINGS',
];

/** The environment of a bake call: the user's, with nothing in it that is ours to decide. */
export const bakeEnv = (env: Env): Env => ({
  ...env,
  ...Object.fromEntries(OURS.map((name) => [name, undefined])),
});
