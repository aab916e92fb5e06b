/**
 * Everything that can be wrong with a workspace's input, as data. Each kind has its facts here and its words in
 * {@link WORDS}; the code that people see and search for is derived from the kind.
 */
interface ProblemFacts {
  'invalid-option': { place: string; found: string; expected: string };
  'unknown-option': { place: string; option: string; allowed: readonly string[] };
  'invalid-image': { place: string; image: string; reason: string };
  'dockerfile-missing': { path: string; place: string };
  'dockerfile-unreadable': { path: string; place: string; detail: string };
  'context-missing': { path: string; place: string };
  'outside-workspace': { path: string; place: string };
  'duplicate-target': { target: string; projects: readonly string[] };
  'duplicate-image': { image: string; projects: readonly string[] };
  'duplicate-cache': { ref: string; projects: readonly string[] };
  'image-cycle': { projects: readonly string[] };
  'unknown-project': { name: string };
  'unknown-link': { place: string; context: string; target: string };
  'stage-shadows-image': { dockerfile: string; stage: string };
  'base-platforms': { base: string; missing: readonly string[]; found: readonly string[] };
  'base-not-published': { base: string; tried: readonly string[] };
  'no-image-name': { place: string };
  'variable-missing': { place: string; variable: string };
  'docker-missing': { searched: string };
  'engine-unreachable': { detail: string };
  'buildx-missing': { detail: string };
  'buildx-too-old': { found: string; needed: string };
  'several-builders': { builders: readonly string[] };
  'builder-not-created': { builder: string; detail: string };
  'platforms-unsupported': { builder: string; platforms: readonly string[] };
  'builder-missing': { builder: string; known: readonly string[] };
  'cache-unsupported': { builder: string; cacheTypes: readonly string[] };
  'file-not-ours': { path: string; firstLine: string };
  'run-crashed': { detail: string };
  'cache-secret': { place: string; variables: readonly string[]; reader: 'buildx' | 'buildkitd' };
  'cache-needs-driver': { builder: string; cacheTypes: readonly string[] };
  'cache-over-image': { ref: string; projects: readonly string[] };
  'gha-environment': { missing: readonly string[] };
  'duplicate-image-file': { path: string; users: readonly string[] };
  'duplicate-image-variable': { variable: string; users: readonly string[] };
  'image-file-not-ours': { path: string };
  'image-file-not-written': { path: string; detail: string };
  'several-builds': { path: string; builds: readonly string[] };
  'bake-file': { place: string; files: readonly string[]; detail: string };
  'build-failed': { builds: readonly string[]; culprits: readonly string[] };
}

export type ProblemKind = keyof ProblemFacts;

export type Problem = {
  [K in ProblemKind]: { readonly kind: K; readonly project?: string } & Readonly<ProblemFacts[K]>;
}[ProblemKind];

type Words = { readonly [K in ProblemKind]: (facts: Readonly<ProblemFacts[K]>) => string };

const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

/** The message of each kind: the fault, its place and the next step. */
const WORDS: Words = {
  'invalid-option': ({ place, found, expected }) => `${place} is ${found}. Set it to ${expected}.`,
  'unknown-option': ({ place, option, allowed }) =>
    `${place} has no option "${option}". Known options: ${allowed.join(', ')}.`,
  'invalid-image': ({ place, image, reason }) =>
    `${place}: "${image}" is not a valid image reference: ${reason}.`,
  'dockerfile-missing': ({ path, place }) =>
    `${place} names ${path}, which does not exist. Create it, or correct the option "dockerfile".`,
  'dockerfile-unreadable': ({ path, place, detail }) =>
    `${place} names ${path} as its Dockerfile, and that ${detail}. Correct the option "dockerfile", or make the file readable.`,
  'context-missing': ({ path, place }) =>
    `${place} names the folder ${path}, which does not exist. Correct the option "context".`,
  'outside-workspace': ({ path, place }) =>
    `${place} names ${path}, which lies outside the workspace. If the build may read it, name it or its folder in the option "allow".`,
  'duplicate-target': ({ target, projects }) =>
    `${list(projects)} would both be the bake target "${target}". Rename one of the projects.`,
  'duplicate-image': ({ image, projects }) =>
    `${list(projects)} both produce ${image}. Give one of them another "image" or "tags" in its project.json.`,
  'duplicate-cache': ({ ref, projects }) =>
    `${list(projects)} would both write the cache ${ref}, and the last one would win. Give one of them another image or cache ref.`,
  'image-cycle': ({ projects }) =>
    `These images are built on each other: ${projects.join(' -> ')}. Break the cycle: one of their Dockerfiles has to name something else.`,
  'unknown-project': ({ name }) =>
    `The workspace has no project "${name}". Correct the name: "nx show projects" lists them.`,
  'unknown-link': ({ place, context, target }) =>
    `${place} says that "${context}" is ${target}, but the workspace has no such bake target. Correct the name: "nx g nx-bake:graph" lists them.`,
  'stage-shadows-image': ({ dockerfile, stage }) =>
    `${dockerfile} has a stage "${stage}" and builds on the image "${stage}" of this workspace. BuildKit would put that image in the stage's place, and what the stage does would be lost. Rename the stage.`,
  'base-platforms': ({ base, missing, found }) =>
    `It is built for ${list(missing)}, and its base image, ${base}, is built for ${found.length === 0 ? "the builder's own platform only" : `${list(found)} only`}. Add the missing ones to "platforms" of ${base}.`,
  'base-not-published': ({ base, tried }) =>
    `Its base image, ${base}, is not in this run and was never published (tried ${list(tried)}). Build ${base} with --push first, or set "bases" to "target" to build it in this run.`,
  'no-image-name': ({ place }) =>
    `${place}: no valid image name can be made from the project's name. Set the option "image".`,
  'variable-missing': ({ place, variable }) =>
    `${place} takes "\${${variable}}" from the environment, which has no such variable. Set it, or write a default: "\${${variable}:-default}".`,
  'docker-missing': ({ searched }) =>
    `No docker program on PATH (${searched}). Install Docker Engine or Docker Desktop: https://docs.docker.com/engine/install/`,
  'engine-unreachable': ({ detail }) =>
    `The Docker engine does not answer: ${detail}. Start it, or point DOCKER_HOST or "docker context use" at one that runs.`,
  'buildx-missing': ({ detail }) =>
    `docker has no buildx plugin: ${detail}. Install it: https://docs.docker.com/build/install-buildx/`,
  'buildx-too-old': ({ found, needed }) =>
    `buildx ${found} is too old, nx-bake needs ${needed} or newer. Update it: https://docs.docker.com/build/install-buildx/`,
  'several-builders': ({ builders }) =>
    `The projects of this run ask for several builders (${list(builders)}), and one bake has one. Build them in separate runs, or set the same "builder".`,
  'builder-not-created': ({ builder, detail }) =>
    `The builder "${builder}" could not be created: ${detail}. Correct the option "builder", or create it yourself with "docker buildx create".`,
  'platforms-unsupported': ({ builder, platforms }) =>
    `The builder "${builder}" cannot build ${list(platforms)} in one image. Either turn on the containerd image store of the engine (https://docs.docker.com/engine/storage/containerd/), or use a builder with another driver: docker buildx create --driver docker-container --use`,
  'builder-missing': ({ builder, known }) =>
    `There is no builder "${builder}" (known: ${known.join(', ')}). Create it with "docker buildx create --name ${builder}", set "create": true in the option "builder", or correct the option "builder".`,
  'cache-unsupported': ({ builder, cacheTypes }) =>
    `The builder "${builder}" cannot export a cache of type ${list(cacheTypes)}. Either turn on the containerd image store of the engine (https://docs.docker.com/engine/storage/containerd/), or use a builder with another driver: docker buildx create --driver docker-container --use`,
  'file-not-ours': ({ path, firstLine }) =>
    `${path} was not written by nx-bake (its first line is "${firstLine}"), so it stays as it is. Move it away, or pass --force to replace it.`,
  'run-crashed': ({ detail }) =>
    `nx-bake itself failed: ${detail}. That is a bug: please report it with this text.`,
  'cache-secret': ({ place, variables, reader }) =>
    variables.length === 0
      ? `${place} is a secret, and options go into the bake file. Leave it out.`
      : `${place} is a secret, and options go into the bake file. Leave it out, and set ${list(variables)} in the environment of ${reader === 'buildx' ? 'the run' : 'the BuildKit daemon'}.`,
  'cache-needs-driver': ({ builder, cacheTypes }) =>
    `The builder "${builder}" is the one in the Docker engine, which has no caches of type ${list(cacheTypes)}. Either use a builder with another driver: docker buildx create --driver docker-container --use, or another type, for instance "registry".`,
  'cache-over-image': ({ ref, projects }) =>
    `${ref} would be both an image and a cache, of ${list(projects)}. Give the image another tag, or the cache another "layout".`,
  'gha-environment': ({ missing }) =>
    `A cache of type gha needs ${list(missing)}, and without is left out by buildx silently. Either let the step see the runner's variables (uses: crazy-max/ghaction-github-runtime), or choose another type outside GitHub Actions, for instance "registry".`,
  'duplicate-image-file': ({ path, users }) =>
    `${list(users)} would all write ${path}. Give each another path in "imageFile", for instance one with {projectName}.`,
  'duplicate-image-variable': ({ variable, users }) =>
    `${list(users)} would all be ${variable} in the dotenv file. Rename one of the projects, or leave out "imagesEnvFile".`,
  'image-file-not-ours': ({ path }) =>
    `${path} is to be written with this run's images, but nx-bake has not written what is there. Move it away, or give another path.`,
  'image-file-not-written': ({ path, detail }) =>
    `${path} could not be replaced with this run's images (${detail}), so nothing can be deployed by it. Make its folder writable, or give another path.`,
  'several-builds': ({ path, builds }) =>
    `Its Dockerfile copies ${path}, which ${list(builds)} declare in their outputs. Name the one to run in "buildTarget", or run it by "dependsOn".`,
  'bake-file': ({ place, files, detail }) =>
    `${place}: bake says of ${list(files)}: ${detail}. Correct the file: "docker buildx bake --print" shows how bake reads it.`,
  'build-failed': ({ builds, culprits }) =>
    `Its Dockerfile copies what ${list(builds)} ${builds.length === 1 ? 'makes' : 'make'}, and ${endOfBuilds(builds, culprits)} ${(culprits.length > 0 ? culprits : builds).map((build) => `nx run ${build}`).join(', ')}`,
};

function endOfBuilds(builds: readonly string[], culprits: readonly string[]): string {
  if (culprits.length === 0) return 'Nx stopped before running it. Its output follows; run it alone:';
  const failed = `${list(culprits)} failed`;
  return culprits.some((culprit) => builds.includes(culprit))
    ? `${failed}. Correct it, and run it alone:`
    : `that was not run, since ${failed}. Correct it, and run it alone:`;
}

/** The stable code of a kind, for searching and for tests: `duplicate-image` is `NX_BAKE_DUPLICATE_IMAGE`. */
const problemCode = (kind: ProblemKind): string => `NX_BAKE_${kind.toUpperCase().replaceAll('-', '_')}`;

/** One line: the code, the project where there is one, what is wrong and the next step. */
export function formatProblem(problem: Problem): string {
  const words = WORDS[problem.kind] as (facts: Problem) => string; // the union member and its words share the kind
  const who = problem.project === undefined ? '' : `[${problem.project}] `;
  return `${problemCode(problem.kind)}: ${who}${words(problem)}`;
}

/** The error of the few places where Nx knows only thrown errors: inference and generators. */
export class NxBakeError extends Error {
  override readonly name = 'NxBakeError';

  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
  }
}
