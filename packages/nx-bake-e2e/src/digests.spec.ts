import { outcomes } from './kit/nx/outcomes';
import { plainService } from './kit/services/plain-service';
import { digestOf, freshRegistry, registry } from './kit/registry/registry';
import { startGate, type Gate } from './kit/registry/gated-registry';
import { createWorkspace, type Workspace } from './kit/workspace';

interface RecordedImage {
  readonly project: string;
  readonly ref?: string;
  readonly digest?: string;
  readonly unchanged?: true;
  readonly buildxRef?: string;
}

const STAMP = `ENV RUN=${process.pid}-${Date.now()}`;
const FROM = ['FROM busybox:stable', STAMP];

/** Two platforms without emulation: nothing runs. */
const FILES_ONLY = ['FROM scratch', `LABEL run=${process.pid}-${Date.now()}`, 'COPY main.txt /main.txt'];

const ORDERS = [
  ...[
    'FROM busybox:stable AS build',
    STAMP,
    'RUN echo "$RUN" > /kept.txt',
    'COPY main.txt /',
    'RUN cat /main.txt',
  ],
  ...['FROM busybox:stable', 'COPY --from=build /kept.txt /'],
];

const services = (): Record<string, string> => ({
  ...plainService('orders', ORDERS, { context: 'project' }),
  'services/orders/main.txt': 'orders\n',
  ...plainService('mailer', FILES_ONLY, {
    context: 'project',
    platforms: ['linux/amd64', 'linux/arm64'],
    annotations: ['index:org.opencontainers.image.title=mailer'],
  }),
  'services/mailer/main.txt': 'mailer\n',
  ...plainService('plain', [...FROM, 'CMD ["plain"]'], { attest: ['type=provenance,disabled=true'] }),
});

describe('The digest of an image', () => {
  let workspace: Workspace;
  let at: string;

  const push = async (...more: string[]) => {
    const ran = await workspace.nx(['run-many', '-t', 'docker-build', '--push', ...more], {
      NX_BAKE_REGISTRY: at,
    });
    expect(ran).toMatchObject({ code: 0 });
    return ran;
  };
  const recorded = (): Record<string, RecordedImage> => {
    const { images } = JSON.parse(workspace.read('dist/.nx-bake/images.json')) as { images: RecordedImage[] }; // our own file
    return Object.fromEntries(images.map((image) => [image.project, image]));
  };
  const digests = (): Record<string, string | undefined> =>
    Object.fromEntries(Object.entries(recorded()).map(([project, { digest }]) => [project, digest]));
  const inRegistry = async (tag = 'latest'): Promise<Record<string, string | undefined>> =>
    Object.fromEntries(
      await Promise.all(
        ['orders', 'mailer', 'plain'].map(
          async (name) => [name, await digestOf(`${at}/${name}:${tag}`)] as const,
        ),
      ),
    );
  const unchanged = (): string[] =>
    Object.values(recorded()).flatMap((image) => (image.unchanged === true ? [image.project] : []));

  beforeEach(async () => {
    at = freshRegistry();
    workspace = await createWorkspace({
      files: services(),
      pluginOptions: {
        imagesEnvFile: 'dist/images.env',
        imagesKustomizeFile: 'dist/images/kustomization.yaml',
      },
    });
  });
  afterEach(() => {
    workspace.remove();
  });

  it('is the same in three pushes of the same image, in the registry and in every file', async () => {
    const files = (): string[] => [
      // buildx names each build anew, and a later one finds its steps in the cache
      workspace
        .read('dist/.nx-bake/images.json')
        .replaceAll(/"buildxRef": ".*"|"outcome": "(?:built|reused)"/gu, ''),
      workspace.read('dist/images.env'),
      workspace.read('dist/images/kustomization.yaml'),
    ];
    await push();
    const first = digests();
    expect(await inRegistry()).toEqual(first);
    expect(unchanged()).toEqual([]);
    const [images = '', ...others] = files();
    await push();
    expect(digests()).toEqual(first);
    expect(await inRegistry()).toEqual(first);
    expect(unchanged().sort()).toEqual(['mailer', 'orders', 'plain']);
    const second = files();
    expect(second[0]?.replaceAll(/"unchanged": true,\s*/gu, '').replaceAll(/\s/gu, '')).toBe(
      images.replaceAll(/\s/gu, ''),
    );
    expect(second.slice(1)).toEqual(others);
    const ran = await push();
    expect(files()).toEqual(second);
    expect(ran.output).toMatch(/3 images in 1 bake call, .*: 3 reused; 3 unchanged/u);
  });

  it('changes with an instruction that runs no step, and not with a step without effect', async () => {
    await push();
    const first = digests();
    workspace.write({
      'services/orders/main.txt': 'ORDERS\n',
      ...plainService('plain', [...FROM, 'CMD ["other"]'], { attest: ['type=provenance,disabled=true'] }),
    });
    const ran = await push();
    expect(outcomes(ran)).toMatchObject({ orders: 'built', plain: 'reused' });
    expect(digests()).toEqual({ ...first, plain: expect.not.stringMatching(first['plain'] ?? '') as string });
    expect(unchanged().sort()).toEqual(['mailer', 'orders']);
    expect(await inRegistry()).toEqual(digests());
  });

  it.each([
    ['an annotation of the index', {}, { annotations: ['index:org.opencontainers.image.title=other'] }],
    ['another attestation', { attest: ['type=provenance,disabled=true'] }, {}],
  ])('changes with %s', async (_, before, after) => {
    const common = { context: 'project', platforms: ['linux/amd64', 'linux/arm64'] };
    workspace.write(plainService('mailer', FILES_ONLY, { ...common, ...before }));
    await push();
    const first = digests();
    workspace.write(plainService('mailer', FILES_ONLY, { ...common, ...after }));
    await push();
    expect(digests()['mailer']).not.toBe(first['mailer']);
    expect(digests()['orders']).toBe(first['orders']);
    expect(await inRegistry()).toEqual(digests());
  });

  it('is that of the last build with digests: fresh', async () => {
    await push();
    const first = digests();
    await push('--digests=fresh');
    expect(digests()['orders']).not.toBe(first['orders']);
    expect(await inRegistry()).toEqual(digests());
    expect(unchanged()).toEqual([]);
  });

  it('is that of the image under a new tag of it as well', async () => {
    await push();
    const first = digests();
    await push('--tags=latest,2.0');
    expect(digests()).toEqual(first);
    expect(await inRegistry('2.0')).toEqual(first);
    expect(await inRegistry()).toEqual(first);
  });

  it('is fresh, and told, where the registry cannot be asked', async () => {
    await push();
    const first = digests();
    const broken = { DOCKER_AUTH_CONFIG: '{', NX_BAKE_REGISTRY: at };
    const ran = await workspace.nx(['run-many', '-t', 'docker-build', '--push'], broken);
    expect(ran).toMatchObject({ code: 0 });
    expect(outcomes(ran)).toEqual({ orders: 'reused', mailer: 'reused', plain: 'reused' });
    expect(digests()['orders']).not.toBe(first['orders']);
    expect(ran.output).toMatch(/^note: .*the digest may be new.*DOCKER_AUTH_CONFIG is not JSON/mu);
  });

  it('is kept behind a sign-in', async () => {
    const identities = { ci: { password: 'secret', push: true } };
    const gate: Gate = await startGate({ scheme: 'bearer', identities });
    try {
      const auth = Buffer.from('ci:secret').toString('base64');
      const env = {
        DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [gate.address]: { auth } } }),
        NX_BAKE_REGISTRY: at.replace(registry(), gate.address),
      };
      const run = async (): Promise<void> => {
        expect(await workspace.nx(['run-many', '-t', 'docker-build', '--push'], env)).toMatchObject({
          code: 0,
        });
      };
      await run();
      const first = digests();
      await run();
      expect(digests()).toEqual(first);
      expect(await inRegistry()).toEqual(first);
    } finally {
      await gate.close();
    }
  });
});
