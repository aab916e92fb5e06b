import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutorContext, ProjectGraph, Task, TaskGraph } from '@nx/devkit';
import { BUILT, fakeDocker, transcript, type FakeDocker } from '../../../testing/fake-docker';
import type { TaskAnswer } from '../../run/answer-tasks';
import dockerBuildBatch from './batch';

const PROJECTS = ['billing', 'mail', 'orders'];

const task = (project: string): Task => ({
  id: `${project}:docker-build`,
  target: { project, target: 'docker-build' },
  overrides: {},
  outputs: [],
  parallelism: true,
  cache: false,
});

const taskGraph: TaskGraph = {
  roots: PROJECTS.map((project) => task(project).id),
  tasks: Object.fromEntries(PROJECTS.map((project) => [task(project).id, task(project)])),
  dependencies: {},
  continuousDependencies: {},
};

const projectGraph: ProjectGraph = {
  nodes: Object.fromEntries(
    PROJECTS.map((name) => [name, { type: 'app' as const, name, data: { root: name, targets: {} } }]),
  ),
  dependencies: {},
};

describe('every task is answered once', () => {
  const path = process.env['PATH'] ?? '';
  let root: string;
  let docker: FakeDocker | undefined;
  let shown: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-answers-'));
    for (const project of PROJECTS) put(`${project}/Dockerfile`, 'FROM busybox:stable\nRUN echo hello\n');
    shown = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      shown += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.env['PATH'] = path;
    delete process.env['NX_WORKSPACE_DATA_DIRECTORY'];
    for (const name of ['GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY', 'DOCKER_BUILD_SUMMARY'])
      Reflect.deleteProperty(process.env, name);
    docker?.remove();
    docker = undefined;
    rmSync(root, { recursive: true, force: true });
  });

  function put(file: string, text: string): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }

  function play(...plays: string[]): void {
    docker = fakeDocker({ plays });
    process.env['PATH'] = docker.env['PATH'];
  }

  /** Runs a batch and expects one answer for each of its tasks. */
  async function answers(
    options: Readonly<Record<string, unknown>> = {},
  ): Promise<Record<string, TaskAnswer>> {
    const inputs = Object.fromEntries(
      Object.keys(taskGraph.tasks).map((id) => [id, { load: true, ...options }]),
    );
    const context: ExecutorContext = {
      root,
      cwd: root,
      isVerbose: false,
      projectGraph,
      taskGraph,
      nxJsonConfiguration: {},
      projectsConfigurations: { version: 2, projects: {} },
    };
    const answered: [string, TaskAnswer][] = [];
    for await (const { task: id, result } of dockerBuildBatch(taskGraph, inputs, {}, context)) {
      answered.push([id.replace(':docker-build', ''), result]);
    }
    expect(answered.map(([project]) => project).sort()).toEqual(PROJECTS);
    return Object.fromEntries(answered);
  }

  function outcomesIn(file: string): string[] {
    const text = readFileSync(join(root, file), 'utf8');
    return [...text.matchAll(/"outcome": "(\w+)"/g)].flatMap(([, outcome]) => outcome ?? []);
  }

  const statuses = (all: Readonly<Record<string, TaskAnswer>>): string =>
    Object.entries(all)
      .map(([project, { status }]) => `${project}=${status ?? '?'}`)
      .join(' ');

  it('when all goes well', async () => {
    play(BUILT);
    const all = await answers();
    expect(statuses(all)).toBe('billing=success mail=success orders=success');
    expect(shown).toMatch(/3 images in 1 bake call, .*: 3 built/);
  });

  it('when the builder does not name a platform, which is told to the run and to each task', async () => {
    play(BUILT);
    const all = await answers({ platforms: ['linux/amd64', 'linux/arm64'] });
    expect(statuses(all)).toBe('billing=success mail=success orders=success');
    const words = 'built for linux/arm64, which the builder "default" does not name (only linux/amd64)';
    expect(shown.split('\n').filter((line) => line.startsWith('warning:'))).toEqual([
      expect.stringContaining(`warning: billing, mail, orders: ${words}`),
    ]);
    expect(all['mail']?.terminalOutput).toContain(`warning: ${words}`);
  });

  it('without commands to GitHub’s runner that a build wrote', async () => {
    const vertex = `"digest":"sha256:step","name":"[mail 2/2] RUN ##[group]x"`;
    const lines = ['::add-mask::x', '  ::error::no', 'a ##[endgroup]'].join('\n');
    const records = [
      `{"vertexes":[{${vertex},"started":"2026-11-23T20:00:00Z"}]}`,
      `{"logs":[{"vertex":"sha256:step","stream":1,"data":"${Buffer.from(`${lines}\n`).toString('base64')}"}]}`,
      `{"vertexes":[{${vertex},"started":"2026-11-23T20:00:00Z","completed":"2026-11-23T20:00:01Z","error":"##[set-env]"}]}`,
    ];
    play(`printf '%s\\n' ${records.map((record) => `'${record}'`).join(' ')} >&2; exit 1`, BUILT);
    process.env['GITHUB_ACTIONS'] = 'true';
    const all = await answers();
    const output = all['mail']?.terminalOutput ?? '';
    expect(output.replaceAll('\u200B', '')).toContain('::add-mask::x\n    ::error::no\n  a ##[endgroup]\n');
    expect(shown.replaceAll('\u200B', '')).toContain('##[endgroup]');
    expect(`${output}\n${shown}`).not.toMatch(/^\s*::(?!group::docker|endgroup::$)|##\[/m);
    expect(shown).toMatch(/^::group::docker buildx bake/m);
  });

  it('with the table on the page of the job, in GitHub Actions', async () => {
    play(BUILT, BUILT);
    put('page.md', 'Before\n');
    process.env['GITHUB_STEP_SUMMARY'] = join(root, 'page.md');
    await answers();
    expect(readFileSync(join(root, 'page.md'), 'utf8')).toMatch(
      /^Before\n### 3 images in 1 bake call, .*: 3 built\n/u,
    );
    process.env['DOCKER_BUILD_SUMMARY'] = 'false';
    await answers();
    expect(readFileSync(join(root, 'page.md'), 'utf8').match(/^### /gmu)).toHaveLength(1);
  });

  it('when bake is killed', async () => {
    play(`exported mail '[mail] '; kill -KILL $$`);
    const all = await answers();
    expect(statuses(all)).toBe('billing=failure mail=success orders=failure');
    expect(all['orders']?.terminalOutput).toContain('was ended by SIGKILL');
  });

  it('when docker is missing from the start', async () => {
    process.env['PATH'] = root;
    const all = await answers();
    expect(statuses(all)).toBe('billing=failure mail=failure orders=failure');
    expect(all['mail']?.terminalOutput).toContain('NX_BAKE_DOCKER_MISSING');
  });

  it('when docker is missing halfway', async () => {
    play(`${BUILT}; rm "$here/docker"`);
    process.env['PATH'] = `${docker?.folder ?? ''}:/usr/bin:/bin`;
    const all = await answers({ maxTargets: 1 });
    expect(statuses(all)).toBe('billing=success mail=failure orders=failure');
    expect(all['mail']?.terminalOutput).toContain('docker could not be started: ENOENT');
  });

  it('when the engine is stopped in the middle of a build', async () => {
    const gone = 'Cannot connect to the Docker daemon at unix:///docker.sock. Is the docker daemon running?';
    play(transcript('engine-stopped'), `echo "ERROR: ${gone}" >&2; exit 1`);
    const all = await answers();
    expect(statuses(all)).toBe('billing=failure mail=success orders=failure');
    expect(all['billing']?.terminalOutput).toContain('Unavailable: error reading from server: EOF');
    expect(all['orders']?.terminalOutput).toContain(gone);
  });

  it('when lines are malformed', async () => {
    play(
      `printf '{"vertexes":[{"digest"\\n\\377\\0{}\\n[]\\n{"logs":7}\\n' >&2; ${BUILT}; printf '{"vert' >&2`,
    );
    expect(statuses(await answers())).toBe('billing=success mail=success orders=success');
  });

  it('when bake says nothing at all', async () => {
    play('exit 0');
    expect(statuses(await answers())).toBe('billing=failure mail=failure orders=failure');
  });

  it('when our own code throws before the build', async () => {
    play(BUILT);
    put('a-file', '');
    process.env['NX_WORKSPACE_DATA_DIRECTORY'] = join(root, 'a-file');
    const all = await answers();
    expect(statuses(all)).toBe('billing=failure mail=failure orders=failure');
    expect(all['mail']?.terminalOutput).toContain('NX_BAKE_RUN_CRASHED');
  });

  it('when our own code throws between two calls: images that were built are told of', async () => {
    play(`${BUILT}; for word; do case $word in *call-1.hcl) mkdir "\${word%1.hcl}2.hcl";; esac; done`);
    const all = await answers({ maxTargets: 1 });
    expect(statuses(all)).toBe('billing=success mail=failure orders=failure');
    expect(all['mail']?.terminalOutput).toContain('NX_BAKE_RUN_CRASHED');
    expect(outcomesIn('dist/.nx-bake/images.json')).toEqual(['built', 'failed', 'failed']);
    expect(outcomesIn('dist/.nx-bake/mail/image.json')).toEqual(['failed']);
  });

  it('when our own code throws in the middle of the build', async () => {
    play(`exported mail '[mail] '; exec sleep 30`);
    jest.spyOn(process.stdout, 'write').mockImplementation(() => {
      throw new Error('cannot print');
    });
    const all = await answers();
    expect(statuses(all)).toBe('billing=failure mail=failure orders=failure');
    expect(all['mail']?.terminalOutput).toContain('cannot print');
  });

  it('when our own code throws after the build: what was built stays built', async () => {
    play(BUILT);
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      if (String(text).includes('bake call')) throw new Error('cannot print');
      return true;
    });
    expect(statuses(await answers())).toBe('billing=success mail=success orders=success');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])('when it is stopped by %s', async (event) => {
    play(`exported mail '[mail] '; exec sleep 30`);
    jest.spyOn(process.stdout, 'write').mockImplementation(() => {
      process.emit(event as 'SIGINT', event as 'SIGINT'); // `disconnect` is no signal, and is heard the same way
      return true;
    });
    const all = await answers();
    expect(statuses(all)).toBe('billing=stopped mail=success orders=stopped');
    expect(all['orders']?.terminalOutput).toContain(`stopped by ${event}`);
  });
});
