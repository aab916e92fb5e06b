import { gte } from 'semver';
import { readDocker, type DockerRun } from './docker';

/** What a buildx can do in a bake call that older ones cannot: https://github.com/docker/buildx/pull/4044 */
export interface BakeAbilities {
  /** `--execution=defer-error`: a failing target does not stop the others. */
  readonly keepGoing: boolean;
  /** `--jobs=N`: so many targets at the same time. */
  readonly jobs: boolean;
}

export const NO_ABILITIES: BakeAbilities = { keepGoing: false, jobs: false };

/** Before it there is nothing to ask for; from it on its own help is the truth. */
const SINCE = '0.38.0';

export async function findAbilities(run: DockerRun, buildxVersion: string): Promise<BakeAbilities> {
  if (!gte(buildxVersion, SINCE)) return NO_ABILITIES;
  const { stdout } = await readDocker(['buildx', 'bake', '--help'], run);
  return { keepGoing: /\s--execution\s/u.test(stdout), jobs: /\s--jobs\s/u.test(stdout) };
}
