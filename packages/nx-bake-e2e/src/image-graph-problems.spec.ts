import { NO_CI } from './kit/nx/ci';
import { baseService, userService } from './kit/services/linked-services';
import { outcomes } from './kit/nx/outcomes';
import { plainService } from './kit/services/plain-service';
import { recordingDocker, type RecordingDocker } from './kit/engine/recording-docker';
import { freshRegistry } from './kit/registry/registry';
import { must, type Ran } from './kit/run';
import { statuses, taskResults, withRecordedResults } from './kit/nx/task-results';
import type { Workspace } from './kit/workspace';

const count = (text: string, part: RegExp): number => [...text.matchAll(new RegExp(part, 'gu'))].length;
const STAMP = `ENV RUN=${process.pid}-${Date.now()}`;

describe('images that cannot be built on each other as they say', () => {
  let workspace: Workspace;
  let docker: RecordingDocker;
  let registry: string;

  beforeEach(() => {
    docker = recordingDocker();
    registry = freshRegistry();
  });
  afterEach(() => {
    docker.remove();
    workspace.remove();
  });

  async function build(services: readonly Record<string, string>[], ...args: string[]): Promise<Ran> {
    workspace = await withRecordedResults(Object.assign({}, ...services) as Record<string, string>);
    const what = args.length > 0 ? args : ['run-many', '-t', 'docker-build'];
    return workspace.nx(what, { ...NO_CI, NX_BAKE_REGISTRY: registry, ...docker.env });
  }
  /** One error, once, and no build. */
  function expectRefusal(ran: Ran, error: RegExp): void {
    expect(ran.code).toBe(1);
    expect(ran.output).toMatch(error);
    expect(count(ran.output, /NX_BAKE_\w+:/u)).toBe(1);
    expect(docker.bakes()).toEqual([]);
  }

  it('go in a circle: one error with the path', async () => {
    const circle = [
      userService('one', 'acme/two', { image: 'acme/one' }),
      userService('two', 'acme/three', { image: 'acme/two' }),
      userService('three', 'acme/one', { image: 'acme/three' }),
      baseService('alone'),
    ];
    const ran = await build(circle);
    expectRefusal(ran, /NX_BAKE_IMAGE_CYCLE: .*: one -> two -> three -> one\. Break the cycle/u);
  });

  it('go in a circle, when one of them is wanted', async () => {
    const circle = [
      userService('one', 'acme/two', { image: 'acme/one' }),
      userService('two', 'acme/one', { image: 'acme/two' }),
    ];
    const ran = await build(circle, 'run', 'two:docker-build');
    expectRefusal(ran, /NX_BAKE_IMAGE_CYCLE: .*: one -> two -> one\. /u);
  });

  it('name the image before them, which is not a circle', async () => {
    const self = (from: string): Record<string, string> =>
      plainService('self', [`FROM ${from}`, STAMP, `RUN echo on ${from}`]);
    const first = await build([self('busybox:stable')], 'run', 'self:docker-build', '--push');
    expect(outcomes(first)).toEqual({ self: 'built' });
    workspace.write(self(`${registry}/self`));
    const next = await workspace.nx(['run', 'self:docker-build', '--push'], {
      ...NO_CI,
      NX_BAKE_REGISTRY: registry,
    });
    expect([next.code, outcomes(next)]).toEqual([0, { self: 'built' }]);
  });

  it('have a stage of the same name in front of them', async () => {
    const user = plainService('user', ['FROM base AS base', 'RUN echo lost', 'FROM base', 'RUN echo kept']);
    const ran = await build([plainService('base', ['FROM busybox:stable']), user]);
    expectRefusal(
      ran,
      /NX_BAKE_STAGE_SHADOWS_IMAGE: \[user\] services\/user\/Dockerfile has a stage "base"/u,
    );
  });

  it('are called as a stage of somebody else, which means the stage', async () => {
    const user = plainService('user', [
      'FROM busybox:stable AS base',
      STAMP,
      'RUN echo the stage > /which',
      'FROM base',
      'COPY --from=base /which /too',
      'CMD ["cat", "/too"]',
    ]);
    const base = plainService('base', ['FROM busybox:stable', 'RUN echo the image > /which']);
    const ran = await build([base, user], 'run', 'user:docker-build', '--load');
    expect(outcomes(ran)).toEqual({ user: 'built' });
    const image = `${registry}/user:latest`;
    expect(await must('docker', ['run', '--rm', image], { cwd: workspace.root })).toBe('the stage\n');
    await must('docker', ['image', 'rm', image], { cwd: workspace.root });
  });

  it('have fewer platforms than what is built on them', async () => {
    const platforms = ['linux/amd64', 'linux/arm64'];
    const ran = await build([
      baseService('narrow', { platforms: ['linux/amd64'] }),
      userService('one', 'acme/narrow', { platforms }),
    ]);
    expectRefusal(
      ran,
      /NX_BAKE_BASE_PLATFORMS: \[one\] It is built for linux\/amd64 and linux\/arm64|NX_BAKE_BASE_PLATFORMS: \[one\] .*linux\/arm64.*, narrow, is built for linux\/amd64 only\. Add the missing ones to "platforms" of narrow/u,
    );
  });

  it('are built for the platforms of their users where they name none', async () => {
    const platforms = ['linux/amd64', 'linux/arm64'];
    const files = (name: string, from: string, options = {}): Record<string, string> => ({
      ...plainService(name, [`FROM ${from}`, 'COPY main.txt /main.txt'], { context: 'project', ...options }),
      [`services/${name}/main.txt`]: `${name} of ${STAMP}\n`,
    });
    const ran = await build(
      [files('base', 'scratch', { image: 'acme/base' }), files('one', 'acme/base', { platforms })],
      ...['run', 'one:docker-build', '--push'],
    );
    expect(outcomes(ran)).toEqual({ base: 'built', one: 'built' });
    const args = ['buildx', 'imagetools', 'inspect', `${registry}/one`, '--raw'];
    const raw = await must('docker', args, { cwd: workspace.root });
    for (const architecture of ['amd64', 'arm64']) expect(raw).toContain(`"${architecture}"`);
  });

  it('are claimed by two projects', async () => {
    const ran = await build(
      [
        baseService('first', { image: 'acme/base' }),
        baseService('second', { image: 'acme/base' }),
        userService('one', 'acme/base'),
      ],
      ...['run', 'one:docker-build'],
    );
    expectRefusal(ran, /NX_BAKE_DUPLICATE_IMAGE: \[one\] first and second both produce acme\/base/u);
  });

  it('are named by an option and are not there', async () => {
    const user = userService('one', 'acme/base', { contexts: { 'acme/base': 'target:nobody' } });
    const ran = await build([user]);
    expectRefusal(ran, /NX_BAKE_UNKNOWN_LINK: \[one\] .*"acme\/base" is nobody/u);
  });
});

describe('a base image that fails', () => {
  const failing = plainService('base', ['FROM busybox:stable', STAMP, 'RUN echo my mistake; exit 3'], {
    image: 'acme/base',
  });
  const services = Object.assign({}, failing, baseService('other'), {
    ...userService('one', 'acme/base'),
    ...userService('two', 'acme/other'),
  }) as Record<string, string>;
  let workspace: Workspace;

  beforeEach(async () => {
    workspace = await withRecordedResults(services);
  });
  afterEach(() => {
    workspace.remove();
  });

  const nx = (...args: string[]): Promise<Ran> =>
    workspace.nx(args, { ...NO_CI, NX_BAKE_REGISTRY: freshRegistry() });

  it('skips its users, and nobody else', async () => {
    const ran = await nx('run-many', '-t', 'docker-build');
    expect(ran.code).toBe(1);
    expect(outcomes(ran)).toMatchObject({ base: 'failed', one: 'skipped' });
    expect(statuses(workspace)).toMatch(/^base=failure .*other=success two=success$/u);
    expect(ran.output).toMatch(/^one .* skipped .* its base image base failed$/mu);
    expect(taskResults(workspace)['base']?.terminalOutput).toMatch(/my mistake\n[^]*exit code: 3/u);
  });

  it.each(['none', 'registry'])(
    'is told of by its user where no task stands for it, cache %s',
    async (cache) => {
      const ran = await nx('run', 'one:docker-build', '--excludeTaskDependencies', `--cache=${cache}`);
      expect(ran.code).toBe(1);
      expect(statuses(workspace)).toBe('one=failure');
      const told = taskResults(workspace)['one']?.terminalOutput;
      expect(told).toMatch(/my mistake\n[^]*exit code: 3[^]*services\/base\/Dockerfile:3/u);
      expect(told).toContain('Run it alone: nx run base:docker-build');
    },
  );
});
