import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { NO_ABILITIES } from '../builder/bake-abilities';
import type { BakeTarget } from '../plan/bake-plan';
import { pinnedBases, plannedCalls } from '../plan/levels';
import { bakeTarget } from '../testing/bake-target';
import {
  BUILT,
  fakeDocker,
  transcript,
  type FakeDocker,
  type FakeDockerOptions,
} from '../testing/fake-docker';
import { unseenFailure, type Outcome } from './outcomes/outcome';
import { runPlan, type RunReport } from './run-plan';
import type { RunSettings } from './run';

const target = (name: string, bases: readonly string[] = []): BakeTarget =>
  bakeTarget({
    name,
    output: 'load',
    tags: [{ repository: `acme/${name}`, tag: '1' }],
    contexts: Object.fromEntries(bases.map((base) => [`acme/${base}`, `target:${base}`])),
  });

const MANIFEST = `sha256:${'a'.repeat(64)}`;
const INDEX = 'b'.repeat(64);

/** Leaves what buildx writes for `type=oci,tar=false`: an index of the image's manifest and of its attestation. */
const layout = (name: string, folder = '.'): string => {
  const path = `"$here/${folder}/bases/${name}"`;
  const attestation = {
    digest: 'sha256:c',
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
  };
  const index = JSON.stringify({ manifests: [{ digest: MANIFEST }, attestation] });
  return [
    `mkdir -p ${path}/blobs/sha256`,
    `echo '${JSON.stringify({ manifests: [{ digest: `sha256:${INDEX}` }] })}' > ${path}/index.json`,
    `echo '${index}' > ${path}/blobs/sha256/${INDEX}`,
  ].join('; ');
};

const INLINE = { type: 'registry' as const, ref: { repository: 'acme/cache' }, attributes: {} };

const THREE = ['billing', 'mail', 'orders'].map((name) => target(name));
const TWO = ['mail', 'orders'].map((name) => target(name));
const OVERLOADED =
  'echo "ERROR: target mail: failed to receive status: rpc error: code = NotFound desc = no such job x" >&2; exit 1';

/** A step of a target ends with an error that is not the command's. */
function failsIn(name: string, error: string): string {
  const times = '"started":"2026-11-23T20:00:00Z","completed":"2026-11-23T20:00:01Z"';
  const record = `{"vertexes":[{"digest":"sha256:step","name":"[${name} 2/2] RUN make",${times},"error":"${error}"}]}`;
  return `echo '${record}' >&2; exit 1`;
}

/** `mail=built orders=cancelled:billing` */
const glance = ({ outcomes }: RunReport): string =>
  [...outcomes]
    .map(([name, outcome]) => `${name}=${outcome.kind}${detail(outcome)}`)
    .sort()
    .join(' ');

function detail(outcome: Outcome): string {
  if (outcome.kind === 'failed') return `:${outcome.failureClass}`;
  if (outcome.kind === 'skipped') return `:${outcome.base}`;
  if (outcome.kind !== 'cancelled') return '';
  return `:${outcome.because.kind === 'target' ? outcome.because.target : outcome.because.signal}`;
}

describe('runPlan', () => {
  let docker: FakeDocker;
  const play = (plays: readonly string[], options: Omit<FakeDockerOptions, 'plays'> = {}): void => {
    docker = fakeDocker({ plays, ...options });
  };
  afterEach(() => {
    docker.remove();
  });

  const settings = (more: Partial<RunSettings> = {}): RunSettings => ({
    folder: docker.folder,
    docker: { cwd: docker.folder, env: docker.env },
    abilities: { ...NO_ABILITIES, handsOn: true },
    failFast: false,
    ownContexts: new Map(),
    listener: { heard: () => undefined, callEnded: () => undefined },
    maxTargets: 50,
    retries: 0,
    pause: () => Promise.resolve(),
    ...more,
  });
  const run = (targets: readonly BakeTarget[], more: Partial<RunSettings> = {}): Promise<RunReport> =>
    runPlan(
      { targets },
      targets.map(({ name }) => name),
      settings(more),
    );

  it('is one call when all goes well', async () => {
    play([BUILT]);
    expect(glance(await run(THREE))).toBe('billing=built mail=built orders=built');
    expect(docker.targets()).toEqual([['billing', 'mail', 'orders']]);
  });

  it('bakes again what a failure stopped, and not what was finished or failed', async () => {
    play([transcript('one-fails'), BUILT]);
    expect(glance(await run(THREE))).toBe('billing=failed:step mail=built orders=built');
    expect(docker.targets()).toEqual([['billing', 'mail', 'orders'], ['orders']]);
  });

  it('stops at the first failure when that is wanted', async () => {
    play([transcript('one-fails'), BUILT]);
    expect(glance(await run(THREE, { failFast: true }))).toBe(
      'billing=failed:step mail=built orders=cancelled:billing',
    );
    expect(docker.bakes()).toHaveLength(1);
  });

  it('begins no further call after a failure then', async () => {
    play([transcript('single-fails'), BUILT]);
    expect(glance(await run(TWO, { failFast: true, maxTargets: 1 }))).toBe(
      'mail=failed:step orders=cancelled:mail',
    );
  });

  it('reports two failures of one call, and never tries a failing step again', async () => {
    play([transcript('two-fail')]);
    const report = await run([target('billing'), target('mail')], { retries: 5 });
    expect(glance(report)).toBe('billing=failed:step mail=failed:step');
    expect(docker.bakes()).toHaveLength(1);
  });

  it('bakes the others again after a step that several share failed', async () => {
    play([transcript('shared-step-fails'), BUILT]);
    expect(glance(await run(THREE))).toBe('billing=failed:step mail=failed:step orders=built');
    expect(docker.targets()).toEqual([['billing', 'mail', 'orders'], ['orders']]);
  });

  it('skips what stands on a base that failed, and builds the rest', async () => {
    play([transcript('linked-base-fails'), BUILT]);
    const targets = [target('base'), target('mail', ['base']), target('orders', ['base']), target('web')];
    expect(glance(await run(targets))).toBe(
      'base=failed:step mail=skipped:base orders=skipped:base web=built',
    );
    expect(docker.targets().at(-1)).toEqual(['web']);
  });

  it('skips users in later calls, too', async () => {
    play([transcript('single-fails')]);
    const targets = [target('base'), target('mail', ['base']), target('orders', ['mail'])];
    expect(glance(await run(targets, { maxTargets: 1 }))).toBe(
      'base=failed:step mail=skipped:base orders=skipped:base',
    );
    expect(docker.targets()).toEqual([['base']]);
  });

  it('builds without caches of a kind that cannot be opened for writing, all at once', async () => {
    const error = 'failed to configure azblob cache exporter: failed to create container client: no host';
    play([`echo "ERROR: target mail: failed to solve: ${error}" >&2; exit 1`, BUILT]);
    const azblob = { type: 'azblob' as const, attributes: { account_url: 'https://a' } };
    const cached = TWO.map((one) => ({ ...one, cacheTo: [azblob, INLINE] }));
    const report = await run(cached);
    expect(glance(report)).toBe('mail=built orders=built');
    expect(report.outcomes.get('orders')?.warnings).toEqual([`Its cache was not written: ${error}`]);
    const files = ['call-1.hcl', 'call-2.hcl'].map((name) => readFileSync(join(docker.folder, name), 'utf8'));
    expect(files.map((file) => file.split('azblob').length - 1)).toEqual([2, 0]);
    expect(files[1]).toContain('acme/cache');
  });

  it('bakes once more what only the engine has lost, without being asked for retries', async () => {
    const error = 'failed to stat active key during commit: snapshot x does not exist: not found';
    play([failsIn('mail', error), BUILT]);
    expect(glance(await run(TWO))).toBe('mail=built orders=built');
    play([failsIn('mail', error), failsIn('mail', error)]);
    expect(glance(await run([target('mail')]))).toBe('mail=failed:engine');
    expect(docker.bakes()).toHaveLength(2);
  });

  it('builds without an import that is broken', async () => {
    play([transcript('cache-import-broken'), BUILT]);
    const ref = { repository: 'cache/mail', tag: '1' };
    const mail = { ...target('mail'), cacheFrom: [{ type: 'registry' as const, ref, attributes: {} }] };
    const report = await run([mail, target('orders')]);
    expect(glance(report)).toBe('mail=built orders=built');
    expect(report.builtWithoutImport).toEqual(['mail']);
    const files = ['call-1.hcl', 'call-2.hcl'].map((name) => readFileSync(join(docker.folder, name), 'utf8'));
    expect(files.map((file) => file.includes('cache-from'))).toEqual([true, false]);
  });

  it.each([
    [0, 'mail=failed:registry orders=built', [['mail', 'orders'], ['orders']]],
    [
      1,
      'mail=built orders=built',
      [
        ['mail', 'orders'],
        ['mail', 'orders'],
      ],
    ],
  ])('tries a passing failure again %i times', async (retries, expected, calls) => {
    play([transcript('push-refused'), BUILT]);
    expect(glance(await run(TWO, { retries }))).toBe(expected);
    expect(docker.targets()).toEqual(calls);
  });

  it('tries as often as it may, after a pause that grows', async () => {
    play([transcript('push-refused')]);
    const pauses: [number, readonly string[], number][] = [];
    const pause: RunSettings['pause'] = (ms, names) => {
      pauses.push([ms, names, docker.bakes().length]);
      return Promise.resolve();
    };
    expect(glance(await run([target('mail')], { retries: 3, pause }))).toBe('mail=failed:registry');
    expect(docker.bakes()).toHaveLength(4);
    expect(pauses).toEqual([
      [1_000, ['mail'], 1],
      [2_000, ['mail'], 2],
      [4_000, ['mail'], 3],
    ]);
  });

  it('does not pause before another call than a retry', async () => {
    play([OVERLOADED, transcript('one-fails'), BUILT]);
    const pause = jest.fn<Promise<void>, []>(() => Promise.resolve());
    await run(THREE, { retries: 3, pause });
    expect(pause).not.toHaveBeenCalled();
  });

  it('begins nothing more when it is stopped in the pause', async () => {
    play([transcript('push-refused'), BUILT]);
    const stop = new AbortController();
    const report = await run([target('mail')], {
      retries: 3,
      docker: { cwd: docker.folder, env: docker.env, signal: stop.signal },
      pause: () => {
        stop.abort('SIGTERM');
        return Promise.resolve();
      },
    });
    expect(glance(report)).toBe('mail=cancelled:SIGTERM');
    expect(docker.bakes()).toHaveLength(1);
  });

  it.each([
    ['as built what an earlier call of the run built', [transcript('push-refused')], 'built', 0],
    ['as reused what no call of the run built', [], 'reused', 2],
  ])('reports %s', async (_, before, kind, cached) => {
    play([...before, transcript('all-cached', 0)]);
    const { outcomes } = await run(TWO, { retries: 1 });
    expect(outcomes.get('mail')).toMatchObject({ kind, steps: { total: 2, cached } });
  });

  it('tries again what stands on a base that failed in passing', async () => {
    play([transcript('push-refused'), BUILT]);
    expect(glance(await run([target('mail'), target('orders', ['mail'])], { retries: 1 }))).toBe(
      'mail=built orders=built',
    );
  });

  it('bakes fewer at a time when the engine was overloaded', async () => {
    play([transcript('overload'), BUILT]);
    const targets = Array.from({ length: 150 }, (_, index) => target(`s${index}`));
    const { outcomes } = await run(targets, { maxTargets: 200 });
    expect(new Set([...outcomes.values()].map(({ kind }) => kind))).toEqual(new Set(['built']));
    expect(docker.targets().map(({ length }) => length)).toEqual([150, 75, 75]);
  });

  it('takes an end with 130 that nobody asked for as overload', async () => {
    play(['exit 130', BUILT]);
    expect(glance(await run(TWO))).toBe('mail=built orders=built');
    expect(docker.targets()).toEqual([['mail', 'orders'], ['mail'], ['orders']]);
  });

  /** buildx refuses any call with one of these, and names none. */
  const refuses = (...names: readonly string[]): string =>
    `for name in ${names.map((name) => `'${name}'`).join(' ')}; do case " $* " in *" $name "*) echo "ERROR: invalid value" >&2; exit 1 ;; esac; done; ${BUILT}`;
  const MANY = Array.from({ length: 12 }, (_, index) => target(`s${index}`));

  it.each([
    { culprits: ['s0'], calls: 9 },
    { culprits: ['s11'], calls: 9 },
    { culprits: ['s3', 's4', 's9'], calls: 17 },
  ])(
    'finds out for which target bake refuses a call, and builds the others: $culprits',
    async ({ culprits, calls }) => {
      play([refuses(...culprits)]);
      const { outcomes } = await run(MANY);
      for (const [name, { kind }] of outcomes)
        expect([name, kind]).toEqual([name, culprits.includes(name) ? 'failed' : 'built']);
      expect(outcomes.get(culprits[0] ?? '')).toMatchObject({ reason: 'invalid value' });
      expect(docker.bakes().length).toBeLessThanOrEqual(calls);
    },
  );

  it('skips the dependents of a base for which bake refuses a call', async () => {
    play([refuses('base')]);
    const targets = [target('web', ['base']), target('base'), target('other'), target('mail')];
    expect(glance(await run(targets))).toBe('base=failed:unknown mail=built other=built web=skipped:base');
  });

  it('ends soon where bake refuses every call', async () => {
    play(['echo "ERROR: no such thing" >&2; exit 1']);
    const targets = Array.from({ length: 50 }, (_, index) => target(`s${index}`));
    const { outcomes } = await run(targets);
    expect([...outcomes.values()].filter(({ kind }) => kind === 'failed')).toHaveLength(50);
    expect(docker.bakes().length).toBeLessThan(30);
  });

  it.each(['BUILDX_BAKE_FILE_RELATIVE_PATHS', 'BUILDX_BAKE_FILE', 'BUILDX_METADATA_PROVENANCE'])(
    'gives bake no %s of the environment, and all else',
    async (name) => {
      play([`env > "$here/env"; ${BUILT}`]);
      const env = { ...docker.env, [name]: '1', BUILDX_GIT_INFO: '0' };
      await run(TWO, { docker: { cwd: docker.folder, env } });
      const seen = readFileSync(join(docker.folder, 'env'), 'utf8');
      expect(seen).not.toContain(name);
      expect(seen).toContain('BUILDX_GIT_INFO=0');
    },
  );

  it('waits for an engine that went away as long as one takes to restart', async () => {
    play([
      'echo "ERROR: Cannot connect to the Docker daemon at unix:///x. Is it running?" >&2; exit 1',
      BUILT,
    ]);
    const pause = jest.fn<Promise<void>, [number, readonly string[]]>(() => Promise.resolve());
    expect(glance(await run([target('mail')], { retries: 1, pause }))).toBe('mail=built');
    expect(pause).toHaveBeenCalledWith(20_000, ['mail']);
  });

  it('gives up when even one target is too much', async () => {
    play([OVERLOADED]);
    expect(glance(await run(THREE))).toBe(
      'billing=failed:overload mail=failed:overload orders=failed:overload',
    );
    expect(docker.targets().map(({ length }) => length)).toEqual([3, 1, 1, 1]);
  });

  it('splits even linked ones when the engine was overloaded', async () => {
    play([OVERLOADED, BUILT]);
    const users = Array.from({ length: 6 }, (_, index) => target(`user${index}`, ['mail']));
    const { outcomes } = await run([target('mail'), ...users]);
    expect([...outcomes.values()].every(({ kind }) => kind === 'built')).toBe(true);
    expect(docker.targets().map(({ length }) => length)).toEqual([7, 3, 2, 2]);
  });

  it('says that docker was killed', async () => {
    play(['kill -KILL $$']);
    const report = await run(TWO, { retries: 3 });
    expect(glance(report)).toBe('mail=failed:unknown orders=failed:unknown');
    expect(report.outcomes.get('mail')).toMatchObject({ reason: 'docker buildx bake was ended by SIGKILL' });
  });

  it('keeps what was built when docker vanishes halfway', async () => {
    play([`${BUILT}; rm "$here/docker"`]);
    const report = await run(TWO, {
      maxTargets: 1,
      docker: { cwd: docker.folder, env: { PATH: `${docker.folder}:/bin:/usr/bin` } },
    });
    expect(report.outcomes.get('mail')?.kind).toBe('built');
    expect(report.outcomes.get('orders')).toMatchObject({ reason: 'docker could not be started: ENOENT' });
  });

  it('does not mind lines that are no records', async () => {
    const odd = [
      '{',
      '{}',
      'null',
      '[1]',
      '{"vertexes":[null,{"digest":7}]}',
      '{"logs":[{"vertex":"x","data":"%%"}]}',
      '',
    ];
    play([
      `printf '%s\\n' ${odd.map((line) => `'${line}'`).join(' ')} >&2; printf '\\377\\376\\0' >&2; echo >&2; ${BUILT}`,
    ]);
    expect(glance(await run(TWO))).toBe('mail=built orders=built');
  });

  it('begins nothing more once it is stopped, and says by what', async () => {
    play([`exported mail '[mail] '; exec sleep 30`, BUILT]);
    const stop = new AbortController();
    const heard = (): void => {
      stop.abort('SIGINT');
    };
    const report = await run([...THREE], {
      maxTargets: 2,
      docker: { cwd: docker.folder, env: docker.env, signal: stop.signal },
      listener: { heard, callEnded: () => undefined },
    });
    expect(glance(report)).toBe('billing=cancelled:SIGINT mail=built orders=cancelled:SIGINT');
    expect(docker.bakes()).toHaveLength(1);
  });

  it('waits a moment for the signal that explains why docker ended', async () => {
    play(['exit 130', BUILT]);
    const stop = new AbortController();
    setTimeout(() => {
      stop.abort('SIGTERM');
    }, 400);
    const report = await run(TWO, { docker: { cwd: docker.folder, env: docker.env, signal: stop.signal } });
    expect(glance(report)).toBe('mail=cancelled:SIGTERM orders=cancelled:SIGTERM');
    expect(docker.bakes()).toHaveLength(1);
  });

  it('keeps what was built when its own code cannot go on', async () => {
    play([`${BUILT}; mkdir "$here/call-2.hcl"`]);
    const report = await run(THREE, { maxTargets: 1 });
    expect(glance(report)).toBe('billing=built mail=failed:unknown orders=failed:unknown');
    expect(report.outcomes.get('mail')).toMatchObject({
      reason: expect.stringContaining('nx-bake itself failed: Error: EISDIR') as string,
      problem: { kind: 'run-crashed', detail: expect.stringContaining('EISDIR') as string },
    });
    expect(docker.targets()).toEqual([['billing']]);
  });

  it('leaves no docker behind when the listener throws', async () => {
    play([`echo $$ > "$here/pid"; exported mail '[mail] '; exec sleep 30`]);
    const heard = (): void => {
      throw new Error('cannot print');
    };
    let ended = 0;
    const callEnded = (): void => {
      ended += 1;
    };
    const report = await run(TWO, { listener: { heard, callEnded } });
    expect(glance(report)).toBe('mail=failed:unknown orders=failed:unknown');
    expect(ended).toBe(1);
    const pid = Number(readFileSync(join(docker.folder, 'pid'), 'utf8'));
    const gone = async (left = 40): Promise<boolean> => {
      try {
        process.kill(pid, 0);
      } catch {
        return true;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      return left > 0 && gone(left - 1);
    };
    expect(await gone()).toBe(true);
  });

  describe('with remote caches', () => {
    const cacheFrom = [
      { type: 'registry' as const, ref: { repository: 'cache/x', tag: '1' }, attributes: {} },
    ];
    const cached = (
      name: string,
      bases: readonly string[] = [],
      set: Partial<BakeTarget> = {},
    ): BakeTarget => ({
      ...target(name, bases),
      cacheFrom,
      ...set,
    });
    const file = (call: number): string => readFileSync(join(docker.folder, `call-${call}.hcl`), 'utf8');

    it('builds the base first and hands it on as an OCI layout', async () => {
      play([`${layout('base')}; ${BUILT}`, BUILT]);
      const report = await run([
        cached('base'),
        cached('web', ['base']),
        cached('mail', ['base']),
        cached('other'),
      ]);
      expect(glance(report)).toBe('base=built mail=built other=built web=built');
      expect(docker.targets()).toEqual([['base'], ['web', 'mail', 'other']]);
      expect(report.callReasons).toEqual(['base-images']);
      expect(file(1)).toContain(`type=oci,dest=${docker.folder}/bases/base,tar=false`);
      expect(file(2)).toContain(`"acme/base" = "oci-layout://bases/base@${MANIFEST}"`);
      expect(file(2)).not.toContain('target:');
    });

    it.each([
      { what: 'in a workspace with an @ in its path', root: 'job@2', data: 'job@2/.nx/x', path: '.nx/x' },
      { what: 'in a folder outside of the workspace', root: 'job', data: 'data', path: undefined },
    ])('names the layout so that buildx finds it: $what', async ({ root, data, path }) => {
      play([`${layout('base', data)}; ${BUILT}`, BUILT]);
      const [cwd, folder] = [join(docker.folder, root), join(docker.folder, data)];
      [cwd, folder].forEach((one) => mkdirSync(one, { recursive: true }));
      const targets = [cached('base'), cached('web', ['base'])];
      await run(targets, { folder, docker: { cwd, env: docker.env } });
      expect(readFileSync(join(folder, 'call-2.hcl'), 'utf8')).toContain(
        `"acme/base" = "oci-layout://${path ?? folder}/bases/base@${MANIFEST}"`,
      );
    });

    it('keeps a base whose layout cannot be read', async () => {
      play([`mkdir -p "$here/bases/base"; echo '{' > "$here/bases/base/index.json"; ${BUILT}`]);
      const report = await run([cached('base'), cached('web', ['base'])]);
      expect(glance(report)).toBe('base=built web=failed:unknown');
      expect(report.outcomes.get('web')).toMatchObject({ problem: { kind: 'run-crashed' } });
    });

    it('hands a pushed base on by the digest of its manifest, which its attestations do not change', async () => {
      const pushed = `echo '{"vertexes":[{"digest":"sha256:b","name":"exporting to image","started":"2026-11-23T20:00:00Z","completed":"2026-11-23T20:00:01Z"}],"statuses":[${['exporting manifest ' + MANIFEST, 'exporting attestation manifest sha256:' + 'c'.repeat(64), `pushing manifest for acme/base:1@sha256:${INDEX}`].map((id) => JSON.stringify({ id, vertex: 'sha256:b' })).join()}]}' >&2`;
      play([pushed, BUILT]);
      const report = await run([cached('base', [], { output: 'push' }), cached('web', ['base'])]);
      expect(glance(report)).toBe('base=built web=built');
      expect(file(1)).not.toContain('type=oci');
      expect(file(2)).toContain(`"acme/base" = "docker-image://acme/base:1@${MANIFEST}"`);
      expect(report.outcomes.get('base')).toMatchObject({ digest: `sha256:${INDEX}`, manifests: [MANIFEST] });
      expect(report.pins).toEqual(new Map([['base', `docker-image://acme/base:1@${MANIFEST}`]]));
    });

    it.each([
      { nodes: 'one node', severalNodes: false, context: /"oci-layout:\/\/bases\/base@sha256:a+"/u },
      { nodes: 'several nodes', severalNodes: true, context: /"docker-image:\/\/acme\/base:1@sha256:d+"/u },
    ])(
      'hands a pushed base of several platforms on without its attestations, on $nodes',
      async ({ severalNodes, context }) => {
        const index = `sha256:${'d'.repeat(64)}`;
        const pushed = `echo '{"vertexes":[{"digest":"sha256:b","name":"exporting to image","started":"2026-11-23T20:00:00Z","completed":"2026-11-23T20:00:01Z"}],"statuses":[{"id":"pushing manifest for acme/base:1@${index}","vertex":"sha256:b"}]}' >&2`;
        play([`${layout('base')}; ${pushed}`, BUILT]);
        const platforms = ['linux/amd64', 'linux/arm64'];
        const targets = [cached('base', [], { output: 'push', platforms }), cached('web', ['base'])];
        const abilities = { ...NO_ABILITIES, handsOn: true, severalNodes };
        expect(glance(await run(targets, { abilities }))).toBe('base=built web=built');
        expect(file(1).includes('type=oci')).toBe(!severalNodes);
        expect(file(2)).toMatch(context);
      },
    );

    it('has one call for each level', async () => {
      play([`${layout('os')}; ${layout('node')}; ${BUILT}`]);
      const report = await run([
        cached('os'),
        cached('node', ['os']),
        cached('web', ['node']),
        cached('tool', ['os']),
      ]);
      expect(glance(report)).toBe('node=built os=built tool=built web=built');
      expect(docker.targets()).toEqual([['os'], ['node', 'tool'], ['web']]);
    });

    it('builds a base along that nobody asked for', async () => {
      play([`${layout('base')}; ${BUILT}`, BUILT]);
      const targets = [cached('base'), cached('web', ['base'])];
      const report = await runPlan({ targets }, ['web'], settings());
      expect(docker.targets()).toEqual([['base'], ['web']]);
      expect(glance(report)).toBe('base=built web=built');
    });

    it('skips the users of a base that fails', async () => {
      play([transcript('single-fails'), BUILT]);
      const report = await run([cached('mail'), cached('web', ['mail']), cached('other')]);
      expect(glance(report)).toBe('mail=failed:step other=built web=skipped:mail');
    });

    it('does not build on a base whose digest it was not told', async () => {
      play([BUILT]);
      const report = await run([cached('base'), cached('web', ['base']), cached('page', ['web'])]);
      expect(glance(report)).toBe('base=built page=failed:unknown web=failed:unknown');
      expect(report.outcomes.get('web')).toMatchObject({
        reason: 'buildx reported no digest of its base image',
      });
    });

    it.each(['cacheonly', 'load', 'push'] as const)(
      'links a base in one call where nothing can be handed on, output %s',
      async (output) => {
        play([BUILT]);
        const targets = [cached('base', [], { output }), cached('web', ['base'], { output })];
        const report = await run(targets, { abilities: NO_ABILITIES });
        expect(glance(report)).toBe('base=built web=built');
        expect(docker.targets()).toEqual([['base', 'web']]);
        expect(report.callReasons).toEqual([]);
        expect(file(1)).toContain('"acme/base" = "target:base"');
        expect(file(1)).not.toContain('type=oci');
      },
    );
  });

  it('without remote caches links the base in one call', async () => {
    play([BUILT]);
    const report = await runPlan({ targets: [target('base'), target('web', ['base'])] }, ['web'], settings());
    expect(docker.targets()).toEqual([['web']]);
    expect(report.pins.size).toBe(0);
    expect(readFileSync(join(docker.folder, 'call-1.hcl'), 'utf8')).toContain('"acme/base" = "target:base"');
  });

  const CAN = { ...NO_ABILITIES, keepGoing: true, limit: true, handsOn: true };
  it.each<{ who: string; more: Partial<RunSettings>; flags: string[]; sizes: number[] }>([
    {
      who: 'a buildx that can is told',
      more: { abilities: CAN },
      flags: ['--jobs=defer-error,parallel=2'],
      sizes: [3],
    },
    {
      who: 'it is not told to keep going when that is not wanted',
      more: { abilities: CAN, failFast: true },
      flags: ['--jobs=parallel=2'],
      sizes: [3],
    },
    { who: 'another one gets so many at once', more: { abilities: NO_ABILITIES }, flags: [], sizes: [2, 1] },
  ])('maxParallel: $who', async ({ more, flags, sizes }) => {
    play([BUILT]);
    await run(THREE, { ...more, maxParallel: 2 });
    const [bake = []] = docker.bakes();
    expect(bake.filter((arg) => arg.startsWith('--jobs'))).toEqual(flags);
    expect(docker.targets().map(({ length }) => length)).toEqual(sizes);
  });

  it('ends with an outcome for each target, whatever the calls do', async () => {
    const plays = [BUILT, OVERLOADED, 'exit 130', 'exit 0', 'exit 1', 'kill -KILL $$', 'echo { >&2'].concat(
      ['one-fails', 'two-fail', 'push-refused', 'cache-import-broken', 'linked-base-fails'].map((name) =>
        transcript(name),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...plays), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        async (chosen, maxTargets, isCached) => {
          play(chosen);
          const linked = [...THREE, target('base'), target('web', ['base'])];
          const targets = isCached ? linked.map((one) => ({ ...one, cacheFrom: [INLINE] })) : linked;
          const { outcomes } = await run(targets, { maxTargets, retries: 1 });
          expect([...outcomes.keys()].sort()).toEqual(['base', 'billing', 'mail', 'orders', 'web']);
          docker.remove();
        },
      ),
      { numRuns: 20 },
    );
  });

  it('makes the calls that a dry run shows, when all goes well', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    // only to later names, so that there is no cycle
    const links = fc.tuple(...names.map((_, index) => fc.subarray(names.slice(index + 1))));
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          bases: links,
          wanted: fc.subarray(names, { minLength: 1 }),
          reading: fc.subarray(names),
          maxTargets: fc.integer({ min: 1, max: 6 }),
        }),
        async ({ bases, wanted, reading, maxTargets }) => {
          play([[...names.map((name) => layout(name)), BUILT].join('; ')]);
          const targets = names.map((name, index) => ({
            ...target(name, bases[index]),
            cacheFrom: [INLINE],
            readsContext: reading.includes(name),
          }));
          await runPlan({ targets }, wanted, settings({ maxTargets }));
          const byName = new Map(targets.map((one) => [one.name, one]));
          const pinned = pinnedBases(byName, true);
          expect(docker.targets()).toEqual(plannedCalls(wanted, byName, { pinned, size: maxTargets }));
          docker.remove();
        },
      ),
      { numRuns: 30 },
    );
  });

  describe('with targets that have failed before', () => {
    const lost = unseenFailure({ failureClass: 'build', reason: 'mail:build failed' });
    const failed = new Map([['mail', lost]]);

    it('bakes the others in one call', async () => {
      play([BUILT]);
      const report = await run(THREE, { failed });
      expect(glance(report)).toBe('billing=built mail=failed:build orders=built');
      expect(docker.targets()).toEqual([['billing', 'orders']]);
      expect(report.outcomes.get('mail')).toBe(lost);
    });

    it('skips what stands on them', async () => {
      play([BUILT]);
      const report = await run([target('billing'), target('mail'), target('orders', ['mail'])], { failed });
      expect(glance(report)).toBe('billing=built mail=failed:build orders=skipped:mail');
      expect(docker.targets()).toEqual([['billing']]);
    });

    it('calls nothing when there are no others', async () => {
      play([BUILT]);
      expect(glance(await run([target('mail')], { failed }))).toBe('mail=failed:build');
      expect(docker.targets()).toEqual([]);
    });

    it('calls nothing when the first failure ends the run', async () => {
      play([BUILT]);
      const report = await run(THREE, { failed, failFast: true });
      expect(glance(report)).toBe('billing=cancelled:mail mail=failed:build orders=cancelled:mail');
      expect(docker.targets()).toEqual([]);
    });
  });
});
