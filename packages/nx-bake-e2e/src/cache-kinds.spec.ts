import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { all, outcomes } from './kit/nx/outcomes';
import { plainService } from './kit/services/plain-service';
import { recordingDocker, type RecordingDocker } from './kit/engine/recording-docker';
import { digestOf, freshRegistry } from './kit/registry/registry';
import { WORKSPACE_CONTEXT } from './kit/services/services';
import { makeStateless } from './kit/engine/stateless';
import { createWorkspace, type Workspace } from './kit/workspace';

const DOCKERFILE = [
  'FROM busybox:stable AS build',
  'WORKDIR /workspace',
  'COPY . .',
  'RUN echo "an expensive step" && ls services > /out.txt',
  'FROM busybox:stable',
  'COPY --from=build /out.txt /out.txt',
];

const servicesWith = (caches: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.assign(
    {},
    ...Object.entries(caches).map(([name, cache]) => plainService(name, DOCKERFILE, { cache })),
  ) as Record<string, string>;

describe('cache kinds that this engine has', () => {
  const caches = {
    repository: { type: 'registry', layout: 'repository' },
    tag: { type: 'registry', layout: 'tag', compression: 'zstd', 'compression-level': 3 },
    shared: { type: 'registry', layout: 'shared', repository: 'caches', 'image-manifest': false },
    minimal: { backends: 'registry', mode: 'min' },
    inline: 'inline',
    local: 'local',
    'own-folder': { type: 'local', dest: 'build/caches', tag: 'mine' },
    both: ['local', 'registry'],
  };
  const names = Object.keys(caches);
  const registry = freshRegistry();
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace({ files: servicesWith(caches), pluginOptions: WORKSPACE_CONTEXT });
  });
  afterAll(() => {
    workspace.remove();
  });

  const build = () =>
    workspace.nx(['run-many', '-t', 'docker-build', '--push', '--progress=plain'], {
      NX_BAKE_REGISTRY: registry,
    });

  it('are exported', async () => {
    makeStateless();
    const ran = await build();
    expect(ran.code).toBe(0);
    expect(ran.output).not.toContain('warning');
    expect(outcomes(ran)).toEqual(all(names, 'built'));
    const refs = [
      'repository-build-cache',
      'tag:build-cache',
      'caches:shared',
      'minimal-build-cache',
      'both-build-cache',
    ];
    for (const ref of refs)
      expect([ref, await digestOf(`${registry}/${ref}`)]).toEqual([ref, expect.any(String)]);
    for (const folder of ['.nx/cache/nx-bake/local', 'build/caches/own-folder', '.nx/cache/nx-bake/both'])
      expect(existsSync(join(workspace.root, folder, 'index.json'))).toBe(true);
  });

  it('are hit from a builder that has nothing', async () => {
    makeStateless();
    const ran = await build();
    expect(ran.code).toBe(0);
    expect(outcomes(ran)).toEqual(all(names, 'reused'));
    expect(ran.output).not.toMatch(/an expensive step$/mu);
  });
});

describe('cache kinds that this engine has not', () => {
  const caches = {
    gha: { type: 'gha', scope: 'ours', timeout: '5m' },
    s3: { type: 's3', region: 'eu-west-1', bucket: 'builds', prefix: 'nx/', upload_parallelism: 8 },
    azblob: { type: 'azblob', account_url: 'https://acme.blob.core.windows.net', container: 'builds' },
  };
  const env = { NX_BAKE_REGISTRY: freshRegistry(), AWS_EC2_METADATA_DISABLED: 'true' };
  let workspace: Workspace;
  let docker: RecordingDocker;

  beforeAll(async () => {
    docker = recordingDocker();
    workspace = await createWorkspace({ files: servicesWith(caches), pluginOptions: WORKSPACE_CONTEXT });
  });
  afterAll(() => {
    docker.remove();
    workspace.remove();
  });

  const build = (projects: string, ...flags: string[]) =>
    workspace.nx(['run-many', '-t', 'docker-build', '-p', projects, '--push', ...flags], {
      ...env,
      ...docker.env,
    });

  it('are rendered as they are documented', async () => {
    const ran = await build('gha,s3,azblob', '--dry-run');
    expect(ran.code).toBe(0);
    const place = {
      gha: 'type=gha,timeout=5m,scope=ours.gha',
      s3: 'type=s3,region=eu-west-1,bucket=builds,prefix=nx/,name=s3',
      azblob: 'type=azblob,account_url=https://acme.blob.core.windows.net,container=builds,name=azblob',
    };
    for (const from of Object.values(place)) expect(ran.output).toContain(`cache-from = ["${from}"]`);
    for (const to of [
      `${place.gha},mode=max,ignore-error=true`,
      `${place.s3},mode=max,upload_parallelism=8,ignore-error=true`,
      `${place.azblob},mode=max,ignore-error=true`,
    ])
      expect(ran.output).toContain(`cache-to   = ["${to}"]`);
  });

  it.each([
    ['gha', /NX_BAKE_GHA_ENVIRONMENT: .*ACTIONS_RESULTS_URL and ACTIONS_RUNTIME_TOKEN/u],
    [
      's3,azblob',
      /NX_BAKE_CACHE_NEEDS_DRIVER: The builder "\S+" .* azblob and s3\..*docker-container.*"registry"/u,
    ],
  ])('%s: refused before anything is built', async (projects, problem) => {
    const ran = await build(projects);
    expect(ran.code).not.toBe(0);
    expect(ran.output).toMatch(problem);
    expect(docker.bakes()).toEqual([]);
  });
});
