import { join } from 'node:path';
import {
  buildGroups,
  buildsArgs,
  buildsEnv,
  isInsideBuilds,
  nxCommand,
  PROFILE,
  readProfile,
} from './nx-run-many';

describe('the command that runs the builds', () => {
  it('is one for a target, whatever needs it', () => {
    const groups = buildGroups([
      { project: 'web', target: 'build' },
      { project: 'api', target: 'build' },
      { project: 'web', target: 'build' },
      { project: 'mail', target: 'bundle', configuration: 'production' },
    ]);
    expect(groups.map((group) => buildsArgs(group, { failFast: false }).join(' '))).toEqual([
      'run-many --targets=build --projects=api,web --nxBail=false --outputStyle=stream',
      'run-many --targets=bundle --projects=mail --configuration=production --nxBail=false --outputStyle=stream',
    ]);
  });

  it('is the Nx of the workspace, without a shell', () => {
    const [program, script, ...args] = nxCommand(join(__dirname, '../../../../..'), ['run-many']);
    expect(program).toBe(process.execPath);
    expect(script).toMatch(/[/\\]nx[/\\].*nx\.js$/u);
    expect(args).toEqual(['run-many']);
  });
});

describe('its environment', () => {
  const file = join('/', 'ws', '.nx', PROFILE);

  it('has nothing of the task that waits for it, and all of the user', () => {
    const ours = {
      NX_TASK_TARGET_PROJECT: 'api',
      NX_TASK_HASH: '1',
      NX_BATCH_MODE: 'true',
      NX_STREAM_OUTPUT: 'true',
      NX_TERMINAL_OUTPUT_PATH: '/x',
      NX_WORKSPACE_ROOT: '/ws',
    };
    const users = {
      NX_SKIP_NX_CACHE: 'true',
      NX_DAEMON: 'false',
      NX_BASE: 'main',
      NX_PARALLEL: '2',
      HOME: '/',
    };
    const { NX_PROFILE: profile, ...rest } = buildsEnv({ ...ours, ...users, NX_TUI: 'true' }, file);
    expect(rest).toEqual({ ...users, NX_TUI: 'false' });
    // Nx joins it to the folder that it is called in
    expect(join('/ws/apps/api', profile ?? '')).toBe(file);
    expect(join('/', profile ?? '')).toBe(file);
  });

  it('tells a run inside of it where it is', () => {
    expect(isInsideBuilds(buildsEnv({}, file))).toBe(true);
    expect(isInsideBuilds({ NX_PROFILE: 'profile.json' })).toBe(false);
    expect(isInsideBuilds({})).toBe(false);
  });
});

it("readProfile reads Nx's own file", () => {
  const task = (project: string, status: string) => ({
    name: `${project}:build`,
    cat: 'x',
    ph: 'X',
    args: { target: { project, target: 'build' }, status },
  });
  const statuses = [
    'success',
    'local-cache',
    'local-cache-kept-existing',
    'remote-cache',
    'failure',
    'stopped',
  ];
  const text = JSON.stringify([
    { name: 'thread_name', ph: 'M', args: { name: 'Group #1' } },
    ...statuses.map((status) => task(status, status)),
  ]);
  expect([...readProfile(text)].map(([id, { status }]) => `${id} ${status}`)).toEqual([
    'success:build done',
    'local-cache:build done',
    'local-cache-kept-existing:build done',
    'remote-cache:build done',
    'failure:build failed',
    'stopped:build failed',
  ]);
});
