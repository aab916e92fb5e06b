import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { plainService } from './kit/services/plain-service';
import { recordingDocker } from './kit/engine/recording-docker';
import { freshRegistry } from './kit/registry/registry';
import { must, type Ran } from './kit/run';
import { createWorkspace, projectJson, type Workspace } from './kit/workspace';

const SCHEMAS = resolve(__dirname, '../../nx-bake/schemas');
const schema = (name: string): object =>
  JSON.parse(readFileSync(join(SCHEMAS, `${name}.schema.json`), 'utf8')) as object; // a schema is one
const ajv = new Ajv({ allErrors: true, schemas: [schema('image'), schema('images')] });
const problemsOf = (name: string, value: unknown): unknown => {
  const validate = ajv.getSchema(`https://unpkg.com/nx-bake/schemas/${name}.schema.json`);
  return validate?.(value) === true ? [] : validate?.errors;
};

interface Image {
  readonly task: string;
  readonly project: string;
  readonly outcome: string;
  readonly tags: string[];
  readonly ref?: string;
  readonly digest?: string;
  readonly platforms: string[];
  readonly labels: Record<string, string>;
  readonly buildxRef?: string;
}

const FILES = {
  imagesEnvFile: 'out/images.env',
  imagesKustomizeFile: 'out/images/kustomization.yaml',
};

describe('the files of a run’s images', () => {
  const registry = freshRegistry();
  let workspace: Workspace;

  const service = (name: string, step: string): Record<string, string> =>
    plainService(name, ['FROM busybox:stable', 'COPY . /src', `RUN ${step} # ${registry}`], {
      labels: { team: name },
    });

  beforeAll(async () => {
    workspace = await createWorkspace({
      files: {
        ...service('alpha', 'echo alpha > /out'),
        ...service('beta', 'echo beta > /out'),
        ...service('gamma', 'echo gamma > /out'),
        'services/beta/project.json': projectJson('@shop/beta-api'),
        'nested/Dockerfile': `FROM busybox:stable\nCOPY . /all\nRUN : ${registry}\n`,
        'nested/project.json': projectJson('nested', {
          targets: { 'docker-build': { options: { context: 'workspace' } } },
        }),
      },
      pluginOptions: { tags: ['1.0', 'latest'], cache: 'none', ...FILES },
    });
  });
  afterAll(() => {
    workspace.remove();
  });

  const bake = (projects: string, ...flags: string[]): Promise<Ran> =>
    workspace.nx(['run-many', '-t', 'docker-build', '-p', projects, ...flags], {
      NX_BAKE_REGISTRY: registry,
    });
  const images = (path = 'dist/.nx-bake/images.json'): Image[] => {
    const file: unknown = JSON.parse(workspace.read(path));
    expect(problemsOf('images', file)).toEqual([]);
    return (file as { images: Image[] }).images;
  };
  const image = (project: string): Image => {
    const file: unknown = JSON.parse(workspace.read(`dist/.nx-bake/services/${project}/image.json`));
    expect(problemsOf('image', file)).toEqual([]);
    return file as Image;
  };
  const inRegistry = async (ref: string): Promise<{ digest: string }> =>
    JSON.parse(
      await must('docker', ['buildx', 'imagetools', 'inspect', ref, '--format', '{{json .Manifest}}'], {
        cwd: workspace.root,
      }),
    ) as { digest: string }; // buildx' shape
  const sourced = (): Record<string, string> => {
    const script = 'set -eu; set -a; . ./out/images.env; set +a; env';
    const env = execFileSync('sh', ['-c', script], {
      cwd: workspace.root,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    const pairs = env
      .split('\n')
      .map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]);
    return Object.fromEntries(pairs.filter(([name]) => /_IMAGES?$|_DIGEST$/u.test(name ?? ''))) as Record<
      string,
      string
    >; // pairs
  };
  const kustomize = (): unknown =>
    (parse(workspace.read(FILES.imagesKustomizeFile)) as { images: unknown }).images;

  const [ALPHA, BETA, GAMMA] = ['alpha', '@shop/beta-api', 'gamma'];
  const ALL = [ALPHA, BETA, GAMMA].join(',');

  it('say what the registry says', async () => {
    const ran = await bake(ALL, '--push');
    expect(ran.code).toBe(0);
    const found = images();
    expect(found.map(({ task, outcome }) => [task, outcome])).toEqual([
      ['@shop/beta-api:docker-build', 'built'],
      ['alpha:docker-build', 'built'],
      ['gamma:docker-build', 'built'],
    ]);
    for (const { tags, digest, ref } of found) {
      expect(tags).toHaveLength(2);
      for (const tag of [...tags, ref!]) expect((await inRegistry(tag)).digest).toBe(digest);
      expect(ref).toBe(`${tags[0]!}@${digest!}`);
    }
    expect(image('alpha')).toEqual(found[1]);
    expect(image('alpha')).toMatchObject({
      labels: { team: 'alpha' },
      platforms: [expect.stringMatching(/^linux\//u)],
    });
    const history = ['buildx', 'history', 'inspect', image('alpha').buildxRef!.split('/').at(-1)!];
    expect(await must('docker', history, { cwd: workspace.root })).toContain('services/alpha');
    expect(ran.output).toMatch(/alpha .*built.* [kM]B +sha256:/u);
  });

  it('can be read by a shell and by kustomize', () => {
    const [beta, alpha, gamma] = images();
    expect(sourced()).toEqual({
      NX_BAKE_IMAGES: '3',
      SHOP_BETA_API_IMAGE: beta!.ref,
      SHOP_BETA_API_DIGEST: beta!.digest,
      ALPHA_IMAGE: alpha!.ref,
      ALPHA_DIGEST: alpha!.digest,
      GAMMA_IMAGE: gamma!.ref,
      GAMMA_DIGEST: gamma!.digest,
    });
    expect(kustomize()).toEqual([
      { name: `${registry}/shop/beta-api`, digest: beta!.digest },
      { name: `${registry}/alpha`, digest: alpha!.digest },
      { name: `${registry}/gamma`, digest: gamma!.digest },
    ]);
  });

  it('are no part of what is built', async () => {
    for (const folder of ['dist', 'out']) rmSync(join(workspace.root, folder), { recursive: true });
    expect((await bake(`${ALL},nested`, '--push')).code).toBe(0);
    const reused = images().filter(({ outcome }) => outcome === 'reused');
    expect(reused.map(({ project }) => project)).toEqual([BETA, ALPHA, GAMMA]);
    expect((await bake('nested', '--push')).code).toBe(0);
    expect(images()).toMatchObject([{ project: 'nested', outcome: 'reused' }]);
  });

  it('hold no digest for what failed, and those of the others', async () => {
    const before = image('gamma').digest;
    workspace.write({ ...service('gamma', 'false'), ...service('alpha', 'echo changed > /out') });
    const ran = await bake(ALL, '--push');
    expect(ran.code).not.toBe(0);
    const [beta, alpha, gamma] = images();
    // built in the call that gamma's failure ended, alpha is reused in the next one
    expect([beta, alpha, gamma].map((one) => one?.outcome)).toEqual([
      'reused',
      expect.stringMatching(/^(?:built|reused)$/u),
      'failed',
    ]);
    for (const one of [alpha!, beta!]) expect((await inRegistry(one.ref!)).digest).toBe(one.digest);
    for (const one of [gamma!, image('gamma')]) {
      expect(Object.keys(one)).toEqual(expect.not.arrayContaining(['digest', 'ref', 'buildxRef']));
      expect(JSON.stringify(one)).not.toContain(before!);
      expect(one.tags).toEqual([`${registry}/gamma:1.0`, `${registry}/gamma:latest`]);
    }
    expect(Object.keys(sourced())).toEqual(expect.not.arrayContaining(['GAMMA_IMAGE', 'GAMMA_DIGEST']));
    expect(kustomize()).toEqual([
      { name: `${registry}/shop/beta-api`, digest: beta!.digest },
      { name: `${registry}/alpha`, digest: alpha!.digest },
    ]);
  });

  it('are gone when a run could not begin, and stay on a dry run', async () => {
    expect((await bake(ALPHA, '--dry-run')).code).toBe(0);
    expect(images()).toHaveLength(3);
    expect((await bake(ALPHA, '--no-such-option=1')).output).toContain('NX_BAKE_UNKNOWN_OPTION');
    expect(existsSync(join(workspace.root, 'dist/.nx-bake/images.json'))).toBe(false);
    expect(existsSync(join(workspace.root, 'dist/.nx-bake/services/alpha/image.json'))).toBe(false);
    expect(image('gamma').outcome).toBe('failed');
  });

  it('hold all of one nx command, also when it runs each task by itself', async () => {
    const ran = await bake(`${ALPHA},${BETA}`, '--load', '--batch=false', '--parallel=2');
    expect(ran.code).toBe(0);
    expect(images().map(({ project, ref }) => [project, ref])).toEqual([
      [BETA, `${registry}/shop/beta-api:1.0`],
      [ALPHA, `${registry}/alpha:1.0`],
    ]);
    expect(kustomize()).toEqual([
      { name: `${registry}/shop/beta-api`, newTag: '1.0' },
      { name: `${registry}/alpha`, newTag: '1.0' },
    ]);
    await bake(ALPHA);
    expect(images()).toMatchObject([{ project: ALPHA, output: 'cacheonly' }]);
    expect(images()[0]).not.toHaveProperty('ref');
  });

  it('go where a flag says, and never over what is not ours', async () => {
    const flags = ['--imagesFile=elsewhere/all.json', '--image-file={projectRoot}/made.json'];
    expect((await bake(ALPHA, ...flags)).code).toBe(0);
    expect(images('elsewhere/all.json')).toHaveLength(1);
    expect(workspace.read('services/alpha/made.json')).toContain('"outcome"');
    expect((await bake(ALPHA, ...flags)).output).toMatch(/alpha .*reused/u);

    const clash = await bake(`${ALPHA},${BETA}`, '--imageFile=one.json');
    expect(clash.output).toContain('NX_BAKE_DUPLICATE_IMAGE_FILE');
    const docker = recordingDocker();
    const kept = workspace.read('package.json');
    const refused = await workspace.nx(
      ['run', 'alpha:docker-build', '--imagesFile=package.json'],
      docker.env,
    );
    expect(refused.output).toContain('NX_BAKE_IMAGE_FILE_NOT_OURS');
    expect(docker.bakes()).toEqual([]);
    expect(workspace.read('package.json')).toBe(kept);
    docker.remove();
  });

  it('are declared as outputs', async () => {
    const shown = await workspace.nx(['show', 'project', 'alpha', '--json']);
    const { targets } = JSON.parse(shown.stdout) as { targets: Record<string, unknown> }; // Nx's shape
    expect(targets['docker-build']).toMatchObject({
      outputs: ['{options.imageFile}'],
      options: { imageFile: 'dist/.nx-bake/services/alpha/image.json' },
    });
  });
});
