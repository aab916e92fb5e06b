import type { CiFacts } from 'env-ci';
import { askEnvCi } from './ask-env-ci';
import type { CiSystem, Env, OwnFacts } from './ci-system';
import { CI_SYSTEMS } from './ci-systems';
import type { RunFacts } from './run-facts';

/** Branch and pull request of this run, from the CI system where there is one, else from git. */
export async function readRunFacts(
  root: string,
  env: Env,
  nxDefaultBase: string | undefined,
): Promise<RunFacts> {
  const ci = await askEnvCi(env, root);
  const own = ownFacts(env);
  const isPullRequest = ci.isPr === true || own.fork;
  const branch = ci.isPr === true ? (own.pullRequestBranch ?? ci.prBranch) : branchOf(ci, own);
  const queue = QUEUE_ENTRY.exec(branch ?? '')?.[1];
  return {
    ci: ci.isCi,
    branch: queue === undefined ? branch : undefined,
    isDetached: !ci.isCi && branch === undefined && ci.commit !== undefined ? true : undefined,
    mergeQueue: queue === undefined ? undefined : { base: queue },
    defaultBranch: own.defaultBranch ?? nxDefaultBase?.replace(/^origin\//u, ''),
    pullRequest: isPullRequest
      ? { fork: own.fork, base: ci.isPr === true ? ci.branch : undefined }
      : undefined,
  };
}

/** Whatever any system says: a value of one is nothing to the others. */
export function ownFacts(env: Env): OwnFacts {
  const all = Object.values<CiSystem>(CI_SYSTEMS).map(({ facts }) => facts(env));
  return {
    fork: all.some(({ fork }) => fork === true),
    tag: all.some(({ tag }) => tag === true),
    pullRequestBranch: all.map(({ pullRequestBranch }) => pullRequestBranch).find((branch) => branch),
    defaultBranch: all.map(({ defaultBranch }) => defaultBranch).find((branch) => branch),
  };
}

/** https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue */
const QUEUE_ENTRY = /^gh-readonly-queue\/(.+)\/pr-\d+-[\da-f]+$/u;

/** Undefined for a tag, which many systems call a branch, and for a detached HEAD, which git calls `HEAD`. */
function branchOf({ branch, tag = '' }: CiFacts, own: OwnFacts): string | undefined {
  const isTag = tag !== '' || own.tag || branch?.startsWith('refs/tags/') === true;
  return isTag || branch === 'HEAD' ? undefined : branch;
}
