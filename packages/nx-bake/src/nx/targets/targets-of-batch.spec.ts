import type { ProjectGraph, Task, TaskGraph } from '@nx/devkit';
import { targetsOfBatch } from './targets-of-batch';

const task = (project: string, target: string, overrides: object): Task => ({
  id: `${project}:${target}`,
  target: { project, target },
  overrides: { __overrides_unparsed__: [], ...overrides },
  outputs: [],
  parallelism: true,
  cache: false,
});

const graphOf = (...tasks: Task[]): TaskGraph => ({
  roots: [],
  tasks: Object.fromEntries(tasks.map((one) => [one.id, one])),
  dependencies: {},
  continuousDependencies: {},
});

const projectGraph: ProjectGraph = {
  nodes: Object.fromEntries(
    ['base', 'user'].map((name) => [
      name,
      {
        type: 'app' as const,
        name,
        data: {
          root: name,
          targets: { 'docker-build': { executor: 'nx-bake:docker-build' }, deploy: { executor: 'x:y' } },
        },
      },
    ]),
  ),
  dependencies: {},
};

describe('a task that is only needed', () => {
  it.each<[string, Task, unknown]>([
    [
      'of a dry run',
      task('user', 'docker-build', { 'dry-run': true, __overrides_unparsed__: ['--dry-run'] }),
      true,
    ],
    ['of a dry run, spelled otherwise', task('user', 'docker-build', { dryRun: 'true' }), true],
    ['of a run', task('user', 'docker-build', { push: true }), undefined],
    ['of no dry run', task('user', 'docker-build', { dryRun: false }), undefined],
    ['of the dry run of something else', task('user', 'deploy', { dryRun: true }), undefined],
  ])('%s', (_, root, expected) => {
    const base = task('base', 'docker-build', {});
    const [asked] = targetsOfBatch(
      graphOf(base),
      {},
      {
        projectGraph,
        nxJsonConfiguration: {},
        taskGraph: graphOf(base, root),
      },
    );
    expect(asked?.rawOptions['dryRun']).toBe(expected);
  });
});
