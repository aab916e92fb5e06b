import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostTasksExecutionContext, PreTasksExecutionContext } from '@nx/devkit';
import { hooks } from './hooks';
import { leaveWords, wordsFolder } from './words';

const VARIABLES = ['NX_TASKS_RUNNER_DYNAMIC_OUTPUT', 'NX_SKIP_LOG_GROUPING', 'NX_BATCH_MODE'];

describe('hooks', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-hooks-'));
    nxJson({ plugins: ['nx-bake'] });
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
    for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
  });
  const nxJson = (json: object): void => {
    writeFileSync(join(root, 'nx.json'), JSON.stringify(json, null, 2));
  };
  const given = (): string[] => VARIABLES.filter((name) => name in process.env);

  it('are there, in a folder of the workspace too, unless nx.json leaves the output to Nx', () => {
    mkdirSync(join(root, 'a/b'), { recursive: true });
    expect(hooks(join(root, 'a/b')).postTasksExecution).toBeDefined();
    nxJson({ plugins: [{ plugin: 'nx-bake', options: { output: 'nx' } }] });
    expect(Object.values(hooks(join(root, 'a/b')))).toEqual([undefined, undefined]);
    expect(hooks(tmpdir()).preTasksExecution).toBeDefined();
  });

  it('open the output of a run of our targets alone', async () => {
    const pre = (command: string) =>
      hooks(root).preTasksExecution?.(undefined, {
        argv: ['node', 'nx', ...command.split(' ')],
        nxJsonConfiguration: { plugins: ['nx-bake'] },
      } as PreTasksExecutionContext); // the rest is not read
    await pre('run-many -t lint docker-build');
    expect(given()).toEqual([]);
    await pre('run-many -t docker-build');
    expect(given()).toEqual(['NX_TASKS_RUNNER_DYNAMIC_OUTPUT', 'NX_SKIP_LOG_GROUPING']);
  });

  const post = (startTime: number): PostTasksExecutionContext =>
    ({
      workspaceRoot: root,
      taskResults: { 'a:docker-build': { task: { id: 'a:docker-build', startTime, endTime: 2 } } },
    }) as unknown as PostTasksExecutionContext; // the rest is not read

  it('append the lines of their own run to the output of Nx', async () => {
    const path = join(root, 'output');
    writeFileSync(path, 'Nx\n');
    const words = {
      path,
      isTerminal: false,
      times: { 'a:docker-build': [1, 2] as const },
      lines: ['A', 'B'],
    };
    await leaveWords(wordsFolder(root, {}), words);
    await hooks(root).postTasksExecution?.(undefined, post(7));
    expect(readFileSync(path, 'utf8')).toBe('Nx\n');
    await hooks(root).postTasksExecution?.(undefined, post(1));
    expect(readFileSync(path, 'utf8')).toBe('Nx\n\nA\nB\n');
  });

  it('never fail a command', async () => {
    mkdirSync(join(root, '.nx/workspace-data/nx-bake'), { recursive: true });
    writeFileSync(join(root, '.nx/workspace-data/nx-bake/words'), 'a file');
    await hooks(root).postTasksExecution?.(undefined, post(1));
    await hooks(root).postTasksExecution?.(undefined, {} as PostTasksExecutionContext);
  });
});
