import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { askEnvCi } from './ask-env-ci';
import { sourceFacts, type GitFacts, type SourceFacts } from './source-facts';
import type { RunFacts } from './run-facts';

type Env = Readonly<Record<string, string | undefined>>;

const run = promisify(execFile);

/** The commit and the event of this run, from the CI system and git. */
export async function readSourceFacts(root: string, env: Env, facts: RunFacts): Promise<SourceFacts> {
  const git = await readGit(root, env);
  return sourceFacts(facts, facts.ci ? await askEnvCi(env, root) : {}, { env, git });
}

async function readGit(root: string, env: Env): Promise<GitFacts> {
  const [head, tags, remote, status] = await Promise.all([
    git(['log', '-1', '--no-show-signature', '--format=%H %ct'], root, env),
    git(['tag', '--points-at', 'HEAD'], root, env),
    git(['remote', 'get-url', 'origin'], root, env),
    git(['status', '--porcelain', '--untracked-files=no'], root, env),
  ]);
  const [commit = '', time = ''] = (head ?? '').trim().split(' ');
  return {
    commit: commit === '' ? undefined : commit,
    committedAt: /^\d+$/u.test(time) ? Number(time) : undefined,
    tags: (tags ?? '').split('\n').filter((tag) => tag !== ''),
    remote: remote?.trim(),
    isDirty: (status ?? '').trim() !== '',
  };
}

/** What git prints; undefined where there is no git, no repository or no answer. */
async function git(args: readonly string[], cwd: string, env: Env): Promise<string | undefined> {
  try {
    // status would else write the index, and so wait for the lock of another git
    const options = { cwd, env: { ...env, GIT_OPTIONAL_LOCKS: '0' }, maxBuffer: 64 * 1024 * 1024 };
    return (await run('git', args, options)).stdout;
  } catch {
    return undefined;
  }
}
