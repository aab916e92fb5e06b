import type { Problem } from '../problems';
import { readDocker, type DockerOutput, type DockerRun } from './docker';

/** The builder that somebody asked for, and how to create it. Names are those of `docker buildx create`. */
export interface WantedBuilder {
  readonly name: string;
  readonly driver?: string | undefined;
  readonly driverOpts?: Readonly<Record<string, string>> | undefined;
  /** Path of a buildkitd.toml, from the workspace root. */
  readonly buildkitdConfig?: string | undefined;
  /** Create it when it is not there. */
  readonly create?: boolean | undefined;
}

/** https://docs.docker.com/reference/cli/docker/buildx/create/ */
export function createArgs({
  name,
  driver = 'docker-container',
  driverOpts = {},
  buildkitdConfig,
}: WantedBuilder): string[] {
  return [
    ...['buildx', 'create', '--name', name, '--driver', driver],
    ...Object.entries(driverOpts).flatMap(([key, value]) => ['--driver-opt', `${key}=${value}`]),
    ...(buildkitdConfig === undefined ? [] : ['--buildkitd-config', buildkitdConfig]),
  ];
}

/** Creates and starts a builder. One of ours that does not start is removed again, one of somebody else's never. */
export async function createBuilder(run: DockerRun, wanted: WantedBuilder): Promise<Problem[]> {
  const created = await readDocker(createArgs(wanted), run);
  // somebody was quicker: another batch, another job on this machine
  if (created.stderr.includes('existing instance')) return [];
  if (created.code !== 0) return [notCreated(wanted, created)];
  const started = await readDocker(['buildx', 'inspect', '--bootstrap', wanted.name], run);
  if (started.code === 0) return [];
  // without the signal: also what somebody stopped while it started
  await readDocker(['buildx', 'rm', '--force', wanted.name], { cwd: run.cwd, env: run.env });
  return [notCreated(wanted, started)];
}

const notCreated = ({ name }: WantedBuilder, { stderr }: DockerOutput): Problem => ({
  kind: 'builder-not-created',
  builder: name,
  detail: stderr.trim().split('\n').at(-1) ?? '',
});
