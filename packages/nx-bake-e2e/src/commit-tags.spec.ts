import { execFileSync } from 'node:child_process';
import { githubPush } from './kit/nx/ci';
import { digestOf, freshRegistry } from './kit/registry/registry';
import { plainService } from './kit/services/plain-service';
import { createWorkspace, type Workspace } from './kit/workspace';

const NAMES = ['one', 'two', 'three', 'four', 'five'];
const STAMP = `ENV RUN=${process.pid}-${Date.now()}`;

const service = (name: string): Record<string, string> => ({
  ...plainService(name, ['FROM busybox:stable', STAMP, 'COPY main.txt /', 'RUN cat /main.txt'], {
    context: 'project',
  }),
  [`services/${name}/main.txt`]: `${name}\n`,
});

describe('Default tags of pushes in CI', () => {
  let workspace: Workspace;
  let at: string;

  beforeEach(async () => {
    at = freshRegistry();
    workspace = await createWorkspace({
      files: Object.assign({}, ...NAMES.map(service)) as Record<string, string>,
    });
  });
  afterEach(() => {
    workspace.remove();
  });

  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd: workspace.root,
      encoding: 'utf8',
    }).trim();

  function commit(): string {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'change');
    return git('rev-parse', 'HEAD');
  }

  async function push(branch = 'main'): Promise<void> {
    const ran = await workspace.nx(['run-many', '-t', 'docker-build', '--push'], {
      ...githubPush(workspace, branch),
      NX_BAKE_REGISTRY: at,
    });
    expect(ran).toMatchObject({ code: 0 });
  }

  const digests = (tag: string): Promise<(string | undefined)[]> =>
    Promise.all(NAMES.map((name) => digestOf(`${at}/${name}:${tag}`)));

  it('keep the digests of what a commit did not change, and give it the tags of both commits', async () => {
    workspace.write({ '.gitignore': '.nx\nnode_modules\ndist\n' });
    const first = commit();
    await push();
    const before = await digests(first);
    expect(await digests('latest')).toEqual(before);

    workspace.write({ 'services/three/main.txt': 'changed\n' });
    const second = commit();
    await push();
    const after = await digests(second);
    expect(after.map((digest, index) => digest === before[index])).toEqual([true, true, false, true, true]);
    expect(after.every((digest) => digest !== undefined)).toBe(true);
    expect(await digests('latest')).toEqual(after);
    expect(await digests(first)).toEqual(before);

    await push('feature/x');
    expect(await digests('latest')).toEqual(after);
    expect(await digests('feature-x')).toEqual(after);
  });
});
