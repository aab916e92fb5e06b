import { gte } from 'semver';
import type { BakePlan } from '../plan/bake-plan';
import { basesOf } from '../plan/links';
import { readDocker, type DockerRun } from './docker';

/**
 * What a buildx can do in a bake call that older ones cannot, both through `--jobs`:
 * https://docs.docker.com/reference/cli/docker/buildx/bake/#jobs
 */
export interface BakeAbilities {
  /** `defer-error`: a failing target does not stop the others. */
  readonly keepGoing: boolean;
  /** `parallel=N`: so many targets at the same time. */
  readonly limit: boolean;
}

export const NO_ABILITIES: BakeAbilities = { keepGoing: false, limit: false };

/** Before it there is nothing to ask for; from it on its own help is the truth. */
const SINCE = '0.38.0';

/** Linked targets are built together, so buildx refuses a limit below the number of targets in their call. */
export async function findAbilities(
  run: DockerRun,
  buildxVersion: string,
  plan: BakePlan,
): Promise<BakeAbilities> {
  if (!gte(buildxVersion, SINCE)) return NO_ABILITIES;
  const { stdout } = await readDocker(['buildx', 'bake', '--help'], run);
  // of the kind `string`, since it takes a mode; a number alone would be an `int`
  const hasJobs = /\s--jobs string\s/u.test(stdout);
  return {
    keepGoing: hasJobs,
    limit: hasJobs && plan.targets.every((target) => basesOf(target).length === 0),
  };
}
