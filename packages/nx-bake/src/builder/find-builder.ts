import { coerce, gte } from 'semver';
import type { Problem } from '../problems';
import { fail, ok, type Result } from '../result';
import { createBuilder, type WantedBuilder } from './create-builder';
import { readDocker, type DockerOutput, type DockerRun } from './docker';
import { parseBuilders, type ListedBuilder } from './parse-builders';

/** Fixes of `bake --set` and double pushes with the containerd image store: https://github.com/docker/buildx/releases/tag/v0.22.0 */
const MINIMUM_BUILDX = '0.22.0';

/** The builder that a bake will use. */
export interface Builder extends ListedBuilder {
  readonly buildxVersion: string;
}

/** Looks at docker, buildx, the engine and the builder, in two calls side by side; every problem it finds at once. */
export async function findBuilder(
  run: DockerRun,
  wanted: WantedBuilder | undefined,
): Promise<Result<Builder>> {
  const [version, list] = await Promise.all([
    readDocker(['buildx', 'version'], run),
    readDocker(['buildx', 'ls', '--format', 'json'], run),
  ]);
  const buildxVersion = versionOf(version, run);
  if (!buildxVersion.ok) return buildxVersion;
  if (list.code !== 0) return fail([{ kind: 'engine-unreachable', detail: firstLine(list.stderr) }]);
  const found = chosen(parseBuilders(list.stdout), wanted?.name ?? builderIn(run.env), buildxVersion.value);
  return isMissing(found) && wanted?.create === true ? created(run, wanted) : found;
}

/** Empty is as good as unset, for buildx too. */
const builderIn = ({ BUILDX_BUILDER: name }: DockerRun['env']): string | undefined =>
  name === '' ? undefined : name;

const isMissing = (found: Result<Builder>): boolean =>
  !found.ok && found.problems.some((problem) => problem.kind === 'builder-missing');

/** Looks again, at the builder that is there now. */
async function created(run: DockerRun, wanted: WantedBuilder): Promise<Result<Builder>> {
  const problems = await createBuilder(run, wanted);
  return problems.length > 0 ? fail(problems) : findBuilder(run, { ...wanted, create: false });
}

function versionOf(output: DockerOutput, run: DockerRun): Result<string> {
  if (output.startError !== undefined) return fail([missing(output.startError, run)]);
  if (output.code !== 0) return fail([{ kind: 'buildx-missing', detail: firstLine(output.stderr) }]);
  const found = coerce(output.stdout)?.version;
  if (found === undefined) return fail([{ kind: 'buildx-missing', detail: firstLine(output.stdout) }]);
  return gte(found, MINIMUM_BUILDX)
    ? ok(found)
    : fail([{ kind: 'buildx-too-old', found, needed: MINIMUM_BUILDX }]);
}

function missing(startError: string, run: DockerRun): Problem {
  return { kind: 'docker-missing', searched: `${startError}; PATH=${run.env['PATH'] ?? ''}` };
}

function chosen(
  builders: readonly ListedBuilder[],
  wanted: string | undefined,
  buildxVersion: string,
): Result<Builder> {
  const found = wanted === undefined ? builders.find((builder) => builder.current) : byName(builders, wanted);
  if (found === undefined) {
    const known = builders.map((builder) => builder.name);
    return fail([{ kind: 'builder-missing', builder: wanted ?? '(the current one)', known }]);
  }
  if (found.error !== undefined) return fail([{ kind: 'engine-unreachable', detail: found.error }]);
  return ok({ ...found, buildxVersion });
}

const byName = (builders: readonly ListedBuilder[], name: string): ListedBuilder | undefined =>
  builders.find((builder) => builder.name === name);

const firstLine = (text: string): string =>
  text.split('\n').find((line) => line.trim() !== '') ?? 'no output';
