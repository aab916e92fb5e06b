import * as v from 'valibot';
import { CacheOptionSchema } from '../../cache/cache-options';
import { splitTagList } from '../../metadata/split-fields';
import { count, described, entries, flag, list, orFalse, positive, string } from '../../option-schemas';
import { attributeOptions } from './attribute-options';

export const DEFAULT_BUILD_TARGET = 'build';

/** A builder that is created when it is not there: https://docs.docker.com/reference/cli/docker/buildx/create/ */
const BuilderSchema = v.strictObject({
  name: v.pipe(string, v.description('Name of the builder.')),
  driver: described(
    v.picklist(['docker-container', 'kubernetes']),
    '"docker-container" or "kubernetes". Default: docker-container.',
  ),
  driverOpts: described(
    v.record(v.string(), v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String))),
    'Options of the driver.',
  ),
  buildkitdConfig: described(string, 'Path of a buildkitd.toml, from the workspace root.'),
  create: described(
    v.boolean(),
    'Create and start the builder when it is not there. It stays afterwards. Default: false.',
  ),
});

/** On the command line the fields of a rule have commas as well. */
const tagList = v.union(
  [
    v.pipe(
      v.array(string),
      v.transform((tags) => tags.map(tagOf)),
    ),
    v.pipe(
      string,
      v.transform((text) => splitTagList(text).map(tagOf)),
    ),
  ],
  'a list of strings',
);

/** A tag from the environment is a rule: it has a value in a run only. */
function tagOf(tag: string): string {
  const isOwnTag = !/[=/]/u.test(tag.replace(/\$\{\w+\}/gu, ''));
  return isOwnTag && /\$\{\w+\}/u.test(tag)
    ? `type=raw,value=${tag.replace(/\$\{(\w+)\}/gu, '{env.$1}')}`
    : tag;
}

const file = orFalse(string, 'a path, or false for no such file');

/** What may be set for the whole workspace in nx.json, for a target, and as a flag. Names are bake's own where bake has the thing. */
export const sharedEntries = {
  registry: described(
    string,
    'Registry of the images, with or without a path: "ghcr.io/acme". NX_BAKE_REGISTRY overrides it.',
  ),
  image: described(
    list,
    "Image name: a pattern with {projectName}, {name} or {projectRoot}, or several for one image in several registries. Default: the project's name as a valid image name.",
  ),
  tags: described(
    tagList,
    'Tags of the image ("latest", "1.2"), full references ("ghcr.io/acme/api:1"), or rules in the words of docker/metadata-action ("type=sha,format=long", "type=semver,pattern={{version}}"). Default: latest; for a push in CI the commit and a tag that moves with the branch.',
  ),
  flavor: described(
    entries,
    'What the tags of rules have in common: "latest=false", "prefix=alpine-,onlatest=true", as in docker/metadata-action. Default: latest=auto.',
  ),
  ociLabels: described(
    flag,
    "Label the image with what git and the project's manifest say: source, revision, created, version, title, url, licenses. Default: true for a push in CI.",
  ),
  ociAnnotations: described(
    list,
    'Levels that get the same as annotations: "manifest", "index". Default: none.',
  ),
  cache: described(
    CacheOptionSchema,
    'Remote build cache: "registry", "inline", "local", "gha", "s3", "azblob", "none", or an object. Default: registry when a registry is set.',
  ),
  context: described(
    string,
    'Build context: "auto", "project", "workspace" or a path from the workspace root. Default: auto.',
  ),
  bases: described(
    v.picklist(['target', 'published'], '"target" or "published"'),
    'What an image of this workspace that another one is built on, and that is not in the run, is: "target", also built, or "published", pinned by the digest under which it was published. Default: target.',
  ),
  builder: described(
    v.union([string, BuilderSchema], 'the name of a builder, or an object with its name'),
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
  digests: described(
    v.picklist(['stable', 'fresh'], '"stable" or "fresh"'),
    'What a push makes of the digest of an image that did not change: "stable" keeps it, "fresh" takes that of the last build, with its provenance. Default: stable.',
  ),
  skip: described(
    flag,
    'Build nothing that is built: a push gives its tags to the image that the registry has of the same inputs. Default: false.',
  ),
  imageFile: described(
    file,
    'Path of the file with the result of a target: outcome, tags, digest. Default: {workspaceRoot}/dist/.nx-bake/{projectRoot}/image.json. false: no file.',
  ),
  imagesFile: described(
    file,
    'Path of the file with the results of all images of a run. Default: dist/.nx-bake/images.json. false: no file.',
  ),
  imagesEnvFile: described(
    file,
    'Path of a file with the images of a run as variables: ORDERS_IMAGE=ghcr.io/acme/orders:1@sha256:... Default: no file.',
  ),
  imagesKustomizeFile: described(
    file,
    'Path of a kustomize component with the images of a run: deploy/images/kustomization.yaml. Default: no file.',
  ),
  buildTarget: described(
    orFalse(string, 'the name of a target, or false for none'),
    'The Nx target that makes what a Dockerfile copies and no checkout has, with or without a configuration: "build", "build:production". Default: build. false: nothing is built.',
  ),
  builds: described(
    v.picklist(['executor', 'dependsOn', 'barrier'], '"executor", "dependsOn" or "barrier"'),
    'How these targets come to run first: nx-bake runs them ("executor"), or Nx does, each before its own image ("dependsOn") or all before the first image ("barrier"). Default: executor.',
  ),
  ...attributeOptions('workspace'),
};

export const SharedOptionsSchema = v.strictObject(sharedEntries);

const targetEntries = {
  bakeFile: described(
    list,
    'Hand-written bake or compose file that this image is built from, or several, which bake merges. From the workspace root.',
  ),
  bakeTarget: described(string, "The target of that file. Default: the project's name."),
  dockerfile: described(
    string,
    "Path of the Dockerfile, from the project's folder or else the workspace root. Default: Dockerfile.",
  ),
  allow: described(list, 'Paths outside the workspace that the build may read: "../shared".'),
  ...attributeOptions('target'),
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
