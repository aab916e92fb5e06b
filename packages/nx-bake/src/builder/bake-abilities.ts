import { gte } from 'semver';
import type { BakePlan } from '../plan/bake-plan';
import { basesOf } from '../plan/links';
import { readDocker, type DockerRun } from './docker';
import type { Builder } from './find-builder';

/**
 * Things that some buildx and builders can do in a bake call and others cannot. The first two through `--jobs`:
 * https://docs.docker.com/reference/cli/docker/buildx/bake/#jobs
 */
export interface BakeAbilities {
  /** `defer-error`: a failing target does not stop the others. */
  readonly keepGoing: boolean;
  /** `parallel=N`: so many targets at the same time. */
  readonly limit: boolean;
  /** An image of one call can be handed on to a later one, by its digest. */
  readonly handsOn: boolean;
  /** Several nodes build, each some of the platforms, and only a registry gets the whole of an image. */
  readonly severalNodes: boolean;
}

export const NO_ABILITIES: BakeAbilities = {
  keepGoing: false,
  limit: false,
  handsOn: false,
  severalNodes: false,
};

/** Before it there is nothing to ask for; from it on its own help is the truth. */
const SINCE = '0.38.0';

/** Linked targets are built together, so buildx refuses a limit below the number of targets in their call. */
export async function findAbilities(
  run: DockerRun,
  builder: Builder,
  plan: BakePlan,
): Promise<BakeAbilities> {
  const ofBuilder = { handsOn: canHandOn(builder), severalNodes: builder.nodes > 1 };
  if (!gte(builder.buildxVersion, SINCE)) return { ...NO_ABILITIES, ...ofBuilder };
  const { stdout } = await readDocker(['buildx', 'bake', '--help'], run);
  // of the kind `string`, since it takes a mode; a number alone would be an `int`
  const hasJobs = /\s--jobs string\s/u.test(stdout);
  return {
    keepGoing: hasJobs,
    limit: hasJobs && plan.targets.every((target) => basesOf(target).length === 0),
    ...ofBuilder,
  };
}

/**
 * An engine without containerd's image store writes no OCI layout, and of what is pushed there buildx tells no digest,
 * as docker itself does that: https://github.com/docker/buildx/blob/v0.29.1/build/build.go
 */
export const canHandOn = ({ driver, containerdSnapshotter }: Builder): boolean =>
  driver !== 'docker' || containerdSnapshotter;
