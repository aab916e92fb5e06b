import * as v from 'valibot';
import { CacheOptionSchema } from '../../cache/cache-options';
import { buildsEntries } from './builds-options';

const text = v.pipe(v.string(), v.nonEmpty('a text that is not empty'));

/** A flag on the command line arrives as text, one in a JSON file as a boolean. */
const flag = v.union(
  [
    v.boolean(),
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((value) => value === 'true'),
    ),
  ],
  'true or false',
);

/** Several values: a list in a JSON file, or one text with commas on the command line. */
const list = v.union(
  [
    v.array(text),
    v.pipe(
      text,
      v.transform((value) => value.split(',').map((item) => item.trim())),
    ),
  ],
  'a list of texts',
);

/** Several values that have commas inside themselves. */
const commaList = v.union([
  v.array(text),
  v.pipe(
    text,
    v.transform((value) => [value]),
  ),
]);

/** A builder that is created when it is not there: https://docs.docker.com/reference/cli/docker/buildx/create/ */
const BuilderSchema = v.strictObject({
  name: text,
  driver: v.optional(v.picklist(['docker-container', 'kubernetes'])),
  driverOpts: v.optional(
    v.record(v.string(), v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String))),
  ),
  buildkitdConfig: v.optional(text),
  create: v.optional(v.boolean()),
});

const count = v.union(
  [
    v.pipe(v.number(), v.integer(), v.minValue(0)),
    v.pipe(v.string(), v.regex(/^\d+$/u), v.transform(Number)),
  ],
  'a whole number',
);

const positive = v.pipe(count, v.minValue(1, 'a whole number above 0'));

const scalar = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
const map = v.record(v.string(), scalar);

/** A path of a file to write; false on the command line is "--no-imageFile". */
const file = v.union(
  [
    v.literal(false),
    v.pipe(
      v.literal('false'),
      v.transform(() => false as const),
    ),
    text,
  ],
  'a path, or false for no such file',
);

const described = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.optional(v.pipe(schema, v.description(description)));

/** What may be set for the whole workspace in nx.json, for a target, and as a flag. Names are bake's own where bake has the thing. */
export const sharedEntries = {
  registry: described(
    text,
    'Registry of the images, with or without a path: "ghcr.io/acme". NX_BAKE_REGISTRY overrides it.',
  ),
  image: described(text, 'Image name: a pattern with {projectName}. Default: the project name made legal.'),
  tags: described(
    list,
    'Tags of the image ("latest", "1.2"), or full references ("ghcr.io/acme/api:1"). Default: latest.',
  ),
  cache: described(
    CacheOptionSchema,
    'Remote build cache: "registry", "inline", "local", "gha", "s3", "azblob", "none", or an object. Default: registry when a registry is set.',
  ),
  context: described(
    text,
    'Build context: "auto", "project", "workspace" or a path from the workspace root. Default: auto.',
  ),
  bases: described(
    v.picklist(['target', 'published'], '"target" or "published"'),
    'What an image of this workspace that another one is built on, and that is not in the run, is: "target", built along, or "published", pinned by the digest under which it was published. Default: target.',
  ),
  platforms: described(
    list,
    'Platforms to build for: "linux/amd64,linux/arm64". Default: the builder\'s own.',
  ),
  builder: described(
    v.union([text, BuilderSchema], 'the name of a builder, or an object with its name'),
    'The buildx builder: its name, or an object that says how to create it. Default: the current one.',
  ),
  prune: described(
    flag,
    'Leave the folders of projects that a target does not depend on out of its build context. Default: true.',
  ),
  maxTargets: described(positive, 'Most targets in one bake call; more are split into several. Default: 50.'),
  maxParallel: described(
    positive,
    'Most targets built at the same time: through "bake --jobs" where buildx has it, else through smaller calls. Default: no limit.',
  ),
  retries: described(
    count,
    "How often a failure that is the network's or the registry's is tried again, after a growing pause. Default: 0.",
  ),
  failFast: described(
    flag,
    'Stop at the first failure instead of building what does not depend on it. Default: false.',
  ),
  imageFile: described(
    file,
    'Where a target tells what became of its image: outcome, tags, digest. Default: {workspaceRoot}/dist/.nx-bake/{projectRoot}/image.json. false: nowhere.',
  ),
  imagesFile: described(
    file,
    'Where a run tells the same of all its images. Default: dist/.nx-bake/images.json. false: nowhere.',
  ),
  imagesEnvFile: described(
    file,
    'Where a run writes its images as variables: ORDERS_IMAGE=ghcr.io/acme/orders:1@sha256:... Default: nowhere.',
  ),
  imagesKustomizeFile: described(
    file,
    'Where a run writes its images as a kustomize component with an images list: deploy/images/kustomization.yaml. Default: nowhere.',
  ),
  ...buildsEntries,
  args: described(map, 'Build arguments: --args.VERSION=1.2'),
  labels: described(map, 'Image labels.'),
};

export const SharedOptionsSchema = v.strictObject(sharedEntries);

const targetEntries = {
  dockerfile: described(
    text,
    "Path of the Dockerfile, from the project's folder or else the workspace root. Default: Dockerfile.",
  ),
  target: described(text, 'Stage to build. Default: the last one.'),
  contexts: described(map, 'Named contexts.'),
  allow: described(list, 'Paths outside the workspace that the build may read: "../shared".'),
  annotations: described(list, 'OCI annotations: "index,manifest:key=value".'),
  secret: described(commaList, 'Build secrets: "id=npm,src=.npmrc" or "id=token,env=TOKEN".'),
  ssh: described(list, 'SSH agent sockets or keys: "default".'),
  attest: described(commaList, 'Attestations: "type=provenance,mode=max", "type=sbom".'),
  network: described(text, 'Network of RUN steps: "default", "none" or "host".'),
  'no-cache': described(flag, 'Build every step anew, without any cache.'),
  'no-cache-filter': described(list, 'Stages to build without cache.'),
  pull: described(flag, 'Always look for newer base images.'),
  'extra-hosts': described(map, 'Host name to IP mappings for RUN steps.'),
  'shm-size': described(text, 'Size of /dev/shm for RUN steps.'),
  ulimits: described(list, 'Ulimits for RUN steps: "nofile=1024:1024".'),
  entitlements: described(list, 'Entitlements: "network.host", "security.insecure".'),
  push: described(flag, 'Push the image to its registry.'),
  load: described(flag, "Load the image into the engine's image store."),
  progress: described(
    v.picklist(['auto', 'plain', 'quiet', 'raw'], '"auto", "plain", "quiet" or "raw"'),
    'Progress output: auto, plain, quiet or raw. Default: auto.',
  ),
  dryRun: described(flag, 'Print the plan and the exact command, build nothing.'),
};

/** The options of one `docker-build` target, with the flags of a run. */
export const BuildOptionsSchema = v.strictObject({ ...sharedEntries, ...targetEntries });

export type SharedOptions = v.InferOutput<typeof SharedOptionsSchema>;
export type BuildOptions = v.InferOutput<typeof BuildOptionsSchema>;

/** The options whose values are merged key by key when given at several places, as `bake --set` does. */
export const MAP_OPTIONS = ['args', 'labels', 'contexts', 'extra-hosts'] as const;
