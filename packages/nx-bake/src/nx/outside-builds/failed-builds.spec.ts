import type { Failed } from '../../bake/outcomes/outcome';
import { failedBuilds, type NeedyTarget } from './failed-builds';
import type { BuiltOutside } from './run-builds';

const needy = (...projects: string[]): ReadonlyMap<string, NeedyTarget> =>
  new Map(projects.map((project) => [project, { project, builds: [{ project, target: 'build' }] }]));

const built = (
  tasks: Readonly<Record<string, 'done' | 'failed'>>,
  logs: Readonly<Record<string, string>> = {},
): BuiltOutside => ({
  tasks: new Map(
    Object.entries(tasks).map(([id, status]) => [id, { project: id.replace(/:build$/u, ''), status }]),
  ),
  logOf: (project) => logs[project],
  log: () => 'all that Nx said\n',
});

const DEPENDENCIES: Readonly<Record<string, readonly string[]>> = { api: ['lib'] };
const closure = (project: string): Set<string> => new Set([project, ...(DEPENDENCIES[project] ?? [])]);

const told = (failed: ReadonlyMap<string, Failed>): Record<string, string> =>
  Object.fromEntries([...failed].map(([target, { reason, log }]) => [target, `${reason} | ${log ?? ''}`]));

describe('failedBuilds', () => {
  it('nothing, when all were built', () => {
    expect(failedBuilds(needy('api'), built({ 'api:build': 'done' }), closure).size).toBe(0);
  });

  it('the one that failed, with its own words', () => {
    const ended = built({ 'api:build': 'failed', 'web:build': 'done' }, { api: 'a mistake\n' });
    const failed = failedBuilds(needy('api', 'web'), ended, closure);
    expect(told(failed)).toEqual({ api: 'api:build failed | > nx run api:build\n\na mistake\n' });
    expect(failed.get('api')?.problem).toEqual({
      kind: 'build-failed',
      project: 'api',
      builds: ['api:build'],
      culprits: ['api:build'],
    });
  });

  it('what was not run, with the words of what it depends on', () => {
    const ended = built(
      { 'lib:build': 'failed', 'else:build': 'failed' },
      { lib: 'of lib\n', else: 'of else\n' },
    );
    expect(told(failedBuilds(needy('api'), ended, closure))).toEqual({
      api: 'lib:build failed | > nx run lib:build\n\nof lib\n',
    });
  });

  it('what was not run for a reason that the graph does not know', () => {
    const ended = built({ 'x:build': 'failed', 'y:build': 'failed' }, { x: 'of x\n', y: 'of y\n' });
    expect(told(failedBuilds(needy('api'), ended, closure))).toEqual({
      api: 'x:build, y:build failed | > nx run x:build\n\nof x\n\n> nx run y:build\n\nof y\n',
    });
  });

  it('all of them, with all that Nx said, when it came to run none', () => {
    expect(told(failedBuilds(needy('api', 'web'), built({}), closure))).toEqual({
      api: 'api:build failed | all that Nx said\n',
      web: 'web:build failed | all that Nx said\n',
    });
  });

  it('with all that Nx said, when it did not say whose a line is', () => {
    expect(told(failedBuilds(needy('api'), built({ 'api:build': 'failed' }), closure))).toEqual({
      api: 'api:build failed | all that Nx said\n',
    });
  });
});
