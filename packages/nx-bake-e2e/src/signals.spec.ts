import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startBatchWorker } from './kit/nx/batch-worker';
import { plainService } from './kit/services/plain-service';
import { processesWith, startNx, until, type NxRun } from './kit/nx/nx-run';
import { statuses, withRecordedResults } from './kit/nx/task-results';
import type { Workspace } from './kit/workspace';

/** The longest that a person waits after Ctrl-C, and what Nx allows before it kills. */
const PATIENCE_MS = 5_000;

const NAMES = ['alpha', 'beta', 'gamma'];

describe('stopping a run', () => {
  let workspace: Workspace;

  beforeEach(async () => {
    const slow = (name: string) =>
      plainService(name, [
        'FROM busybox:stable',
        `RUN echo ${name} at work; for i in $(seq 600); do echo line $i of ${Date.now()}; sleep 0.1; done`,
      ]);
    workspace = await withRecordedResults(Object.assign({}, ...NAMES.map(slow)) as Record<string, string>);
  });
  afterEach(() => {
    workspace.remove();
  });

  async function running(): Promise<NxRun> {
    const nx = startNx(workspace, ['run-many', '-t', 'docker-build', '--progress=plain'], { NO_COLOR: '1' });
    for (const name of NAMES) await nx.printed(`${name} at work\n`);
    expect(bakes()).not.toEqual([]);
    return nx;
  }
  /** docker and its buildx plugin: both have the run's bake file in their command lines. */
  const bakes = (): string[] => processesWith(`${workspace.root}/.nx/workspace-data/nx-bake/`);

  const runFolders = (): string[] =>
    readdirSync(join(workspace.root, '.nx/workspace-data/nx-bake')).filter((name) => name.startsWith('run-'));

  it.each<[string, (nx: NxRun) => void]>([
    [
      'Ctrl-C, which reaches all processes',
      (nx) => {
        nx.signalGroup('SIGINT');
      },
    ],
    ['SIGTERM to Nx alone', (nx) => nx.child.kill('SIGTERM')],
    ['SIGINT to Nx alone', (nx) => nx.child.kill('SIGINT')],
  ])('%s', async (_, stop) => {
    const nx = await running();
    const since = Date.now();
    stop(nx);
    const { code } = await nx.ended;
    expect(code).toBe(130);
    expect(Date.now() - since).toBeLessThan(PATIENCE_MS);
    expect(bakes()).toEqual([]);
    expect(statuses(workspace)).toBe('alpha=stopped beta=stopped gamma=stopped');
    // and the run's own files are gone
    expect(runFolders()).toEqual([]);
  });

  // Nx 23 holds its worker and waits five seconds for its end
  it('the worker answers and ends by itself, while Nx still holds it', async () => {
    const worker = await startBatchWorker(workspace);
    try {
      await until(() => NAMES.every((name) => worker.output().includes(`${name} at work\n`)), 60_000);
      worker.child.kill('SIGTERM');
      await until(() => worker.child.exitCode !== null, 30_000);
    } finally {
      worker.child.kill('SIGKILL');
    }
    expect(worker.answered().sort()).toEqual(NAMES.map((name) => `${name}:docker-build`));
    expect(bakes()).toEqual([]);
  });

  it('Nx vanishes', async () => {
    const nx = await running();
    const since = Date.now();
    nx.child.kill('SIGKILL');
    await until(() => bakes().length === 0, PATIENCE_MS);
    expect(Date.now() - since).toBeLessThan(PATIENCE_MS);
    await until(() => runFolders().length === 0, PATIENCE_MS);
  });
});
