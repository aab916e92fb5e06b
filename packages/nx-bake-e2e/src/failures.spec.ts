import { plainService } from './kit/services/plain-service';
import { recordingDocker, type RecordingDocker } from './kit/engine/recording-docker';
import { digestOf, freshRegistry } from './kit/registry/registry';
import type { Ran } from './kit/run';
import { statuses, taskResults, withRecordedResults } from './kit/nx/task-results';
import { watchWorkerMemory } from './kit/nx/worker-memory';
import type { Workspace } from './kit/workspace';

/** A stamp that makes whatever earlier runs left in the engine's cache useless here. */
const FROM = `FROM busybox:stable\nENV RUN=${Date.now()}`;
const quick = (name: string) => plainService(name, [FROM, `RUN echo the work of ${name}`]);
/** Still at work when others fail at once. */
const slow = (name: string) => plainService(name, [FROM, `RUN sleep 2; echo the work of ${name}`]);
/** Ends only when somebody stops it. */
const endless = (name: string) => plainService(name, [FROM, 'RUN sleep 300']);
const failing = (name: string, code = 7) =>
  plainService(name, [FROM, 'RUN echo fine so far', `RUN echo the mistake of ${name} >&2; exit ${code}`]);

const count = (text: string, part: string): number => text.split(part).length - 1;

describe('a failing target', () => {
  let workspace: Workspace | undefined;
  let docker: RecordingDocker;
  let registry: string;
  /** The memory that Nx' worker took at most, in MiB. */
  let peak: number;

  beforeEach(() => {
    docker = recordingDocker();
    registry = freshRegistry();
  });
  afterEach(() => {
    docker.remove();
    workspace?.remove();
    workspace = undefined;
  });

  async function build(services: readonly Record<string, string>[], ...flags: string[]): Promise<Ran> {
    workspace = await withRecordedResults(Object.assign({}, ...services) as Record<string, string>);
    const memory = watchWorkerMemory(workspace.root);
    const ran = await workspace.nx(['run-many', '-t', 'docker-build', '--push', ...flags], {
      NX_BAKE_REGISTRY: registry,
      NO_COLOR: '1',
      ...docker.env,
    });
    peak = memory.stop();
    return ran;
  }
  const baked = (): string[][] => docker.bakes().map((args) => args.slice(args.indexOf('--') + 1).sort());
  const results = () => taskResults(workspace!);
  const glance = (): string => statuses(workspace!);

  /** Its image is in the registry, under the digest that its task tells. */
  async function expectPushed(...names: string[]): Promise<void> {
    for (const name of names) {
      const digest = await digestOf(`${registry}/${name}`);
      expect(digest).toMatch(/^sha256:/u);
      expect(results()[name]?.terminalOutput).toContain(`${registry}/${name}:latest@${digest ?? '?'}`);
    }
  }

  it('does not sink the four others, which are pushed with their digests', async () => {
    const names = ['alpha', 'beta', 'delta', 'epsilon'];
    const ran = await build([...names.map(slow), failing('gamma')]);
    expect(ran.code).toBe(1);
    expect(glance()).toBe('alpha=success beta=success delta=success epsilon=success gamma=failure');
    await expectPushed(...names);
    expect(await digestOf(`${registry}/gamma`)).toBeUndefined();
    expect(baked()).toEqual([[...names, 'gamma'], names].map((targets) => [...targets].sort()));
    expect(ran.output).toMatch(
      /5 images in 2 bake calls \(retried unfinished targets\), .*: 4 built, 1 failed/u,
    );

    // its error once, after the table: where it is in the user's own Dockerfile, and how to run it alone
    const end = ran.output.slice(ran.output.indexOf('5 images in'));
    expect(count(ran.output, '>>> RUN echo the mistake of gamma')).toBe(1);
    expect(end).toMatch(
      /> nx run gamma:docker-build[^]*the mistake of gamma\n[^]*exit code: 7\n\nservices\/gamma\/Dockerfile:4\n[^]*Run it alone: nx run gamma:docker-build\n/u,
    );
  });

  it('is reported beside another one', async () => {
    const ran = await build([failing('alpha', 3), failing('beta', 4), slow('gamma')]);
    expect(ran.code).toBe(1);
    expect(glance()).toBe('alpha=failure beta=failure gamma=success');
    expect(results()['alpha']?.terminalOutput).toMatch(/exit code: 3\n\nservices\/alpha\/Dockerfile/u);
    expect(results()['beta']?.terminalOutput).toMatch(/exit code: 4\n\nservices\/beta\/Dockerfile/u);
    await expectPushed('gamma');
  });

  it('shares its step: all that need it fail with that reason, the rest succeeds', async () => {
    const shared = (name: string) =>
      plainService(name, [FROM, 'RUN echo for all of us; sleep 1; exit 5', `RUN echo ${name}`]);
    const ran = await build([shared('alpha'), shared('beta'), slow('gamma')]);
    expect(ran.code).toBe(1);
    expect(glance()).toBe('alpha=failure beta=failure gamma=success');
    for (const name of ['alpha', 'beta']) {
      expect(results()[name]?.terminalOutput).toMatch(/RUN echo for all of us.*\nexit code: 5/u);
      expect(results()[name]?.terminalOutput).toContain('for all of us\n');
      expect(results()[name]?.terminalOutput).toContain(`services/${name}/Dockerfile`);
    }
    expect(results()['alpha']?.terminalOutput).toContain('The same step failed for beta.');
    await expectPushed('gamma');
  });

  it('is the base of others: they are skipped with the reason', async () => {
    const user = (name: string) =>
      plainService(name, ['FROM acme/base', `RUN echo ${name}`], {
        contexts: { 'acme/base': 'target:base' },
      });
    const ran = await build([failing('base'), user('alpha'), user('beta'), slow('gamma')]);
    expect(ran.code).toBe(1);
    expect(results()['base']?.status).toBe('failure');
    expect(results()['base']?.terminalOutput).toContain('services/base/Dockerfile:4');
    // Nx has no word on tasks that were skipped but their names: the reason stands in the table
    expect(ran.output).toMatch(/Tasks not run because[^]*- alpha:docker-build\n- beta:docker-build/u);
    for (const name of ['alpha', 'beta']) {
      expect(ran.output).toMatch(new RegExp(`^${name} .* skipped .* its base image base failed$`, 'mu'));
    }
    await expectPushed('gamma');
  });

  it('has a Dockerfile that cannot be read', async () => {
    const ran = await build([plainService('alpha', [FROM, 'RUM echo typo']), slow('beta')]);
    expect(ran.code).toBe(1);
    expect(glance()).toBe('alpha=failure beta=success');
    expect(results()['alpha']?.terminalOutput).toMatch(/unknown instruction: RUM/u);
    expect(results()['alpha']?.terminalOutput).toContain('services/alpha/Dockerfile:3');
    await expectPushed('beta');
  });

  it('names a stage that is not there', async () => {
    const ran = await build([plainService('alpha', [FROM], { target: 'nowhere' }), slow('beta')]);
    expect(ran.code).toBe(1);
    expect(glance()).toBe('alpha=failure beta=success');
    expect(results()['alpha']?.terminalOutput).toMatch(/target stage "nowhere" could not be found/u);
    await expectPushed('beta');
  });

  it('stops the others when that is wanted', async () => {
    const ran = await build([failing('alpha'), endless('beta'), endless('gamma')], '--failFast');
    expect(ran.code).toBe(1);
    expect(glance()).toBe('alpha=failure');
    for (const name of ['beta', 'gamma']) {
      expect(ran.output).toMatch(new RegExp(`^${name} .* cancelled .* stopped when alpha failed$`, 'mu'));
    }
    expect(baked()).toHaveLength(1);
  });

  it('is tried again when the registry was to blame, and only then', async () => {
    const unreachable = { tags: ['127.0.0.1:9/acme/alpha:1'], registry: '127.0.0.1:9' };
    // beta ends the first call
    const alpha = plainService('alpha', [FROM, 'RUN sleep 3'], unreachable);
    const ran = await build([alpha, failing('beta'), slow('gamma')], '--retries=2');
    expect(ran.code).toBe(1);
    expect(glance()).toBe('alpha=failure beta=failure gamma=success');
    expect(results()['alpha']?.terminalOutput).toContain('connection refused');
    const callsOf = (name: string): number => baked().filter((targets) => targets.includes(name)).length;
    expect([callsOf('alpha'), callsOf('beta')]).toEqual([4, 1]);
    expect(ran.output.match(/^Waiting .*$/gmu)).toEqual(
      [1, 2].map((seconds) => `Waiting ${seconds} s before trying alpha again`),
    );
    await expectPushed('gamma');
  });

  it('builds in calls of the wanted size', async () => {
    const names = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];
    const ran = await build(names.map(quick), '--maxTargets=2');
    expect(ran.code).toBe(0);
    expect(baked().map(({ length }) => length)).toEqual([2, 2, 2]);
    expect(ran.output).toMatch(/6 images in 3 bake calls \(limited by .*\), .*: 6 built/u);
    await expectPushed(...names);
  });

  it.each(['auto', 'plain'])('writes a log of 50 MB, shown %s', async (progress) => {
    const megabytes = 50;
    const line = 'a line that is written again and again until somebody has had enough of it';
    const noisy = plainService('noisy', [
      FROM,
      `RUN yes "${line}" | head -c ${megabytes * 1024 * 1024}; echo the end; exit 1`,
    ]);
    await build([noisy, quick('alpha')], `--progress=${progress}`);
    expect(glance()).toBe('alpha=success noisy=failure');
    await expectPushed('alpha');
    // its beginning and its end, and the error: of bounded size, in bounded memory
    const output = results()['noisy']?.terminalOutput ?? '';
    expect(output).toMatch(/lines left out[^]*the end\n\n[^]*services\/noisy\/Dockerfile:3/u);
    expect(output.length).toBeLessThan(400_000);
    expect(peak).toBeGreaterThan(0);
    expect(peak).toBeLessThan(256);
  });
});
