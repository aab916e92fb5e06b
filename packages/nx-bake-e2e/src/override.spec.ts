import { plainService } from './kit/services/plain-service';
import { outcomes } from './kit/nx/outcomes';
import { digestOf, freshRegistry } from './kit/registry/registry';
import { createWorkspace, json, type Workspace } from './kit/workspace';

interface Image {
  readonly project: string;
  readonly output: string;
  readonly tags: readonly string[];
  readonly ref?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** In steps, so that none is in the builder's cache yet. */
const registry = freshRegistry();

const service = (name: string) =>
  plainService(name, ['FROM busybox:stable', `RUN echo ${name} > /name # ${registry}`]);

/** `shared` is a target of the override file alone. */
const override = (shared: string): string => `
target "alpha" {
  tags = ["\${NX_BAKE_REGISTRY}/renamed:2"]
  labels = { team = "shop" }
}
target "beta" {
  contexts = { "acme/base" = "target:shared" }
}
target "shared" {
  dockerfile-inline = <<EOF
FROM busybox:stable
RUN ${shared} # ${registry}
EOF
}
target "delta" {
  context = "elsewhere"
  dockerfile = "Dockerfile"
}
`;

describe('docker-bake.override.hcl and .json', () => {
  let workspace: Workspace;

  beforeEach(async () => {
    workspace = await createWorkspace({
      files: {
        ...service('alpha'),
        ...plainService('beta', ['FROM acme/base', 'RUN cat /base']),
        ...service('gamma'),
        ...service('delta'),
        'elsewhere/Dockerfile': 'FROM scratch\nCOPY only-here.txt /\n',
        'elsewhere/only-here.txt': `${registry}\n`,
        'docker-bake.override.json': json({ target: { gamma: { output: ['type=cacheonly'] } } }),
      },
      pluginOptions: { registry, cache: 'none', context: 'workspace' },
    });
  });
  afterEach(() => {
    workspace.remove();
  });

  const push = (shared: string) => {
    workspace.write({ 'docker-bake.override.hcl': override(shared) });
    return workspace.nx(['run-many', '-t', 'docker-build', '--push'], { NX_BAKE_REGISTRY: undefined });
  };
  const images = (): Record<string, Image> => {
    const file = JSON.parse(workspace.read('dist/.nx-bake/images.json')) as { images: Image[] }; // our own schema
    return Object.fromEntries(file.images.map((image) => [image.project, image]));
  };

  it('say what an image is called, where it goes and what it stands on', async () => {
    const ran = await push('echo base > /base');
    expect(ran.output).toMatch(/5 images in 1 bake call/u);
    expect(outcomes(ran)).toMatchObject({ alpha: 'built', beta: 'built', gamma: 'built', delta: 'built' });
    const { alpha, gamma, delta } = images();
    const pushed = `${registry}/renamed:2`;
    expect(ran.output).toContain(`alpha    ${pushed}`);
    expect(alpha).toMatchObject({
      tags: [pushed],
      labels: { team: 'shop' },
      ref: `${pushed}@${(await digestOf(pushed)) ?? 'not there'}`,
    });
    expect(await digestOf(`${registry}/alpha`)).toBeUndefined();
    expect(gamma).toMatchObject({ output: 'cacheonly' });
    expect(gamma?.ref).toBeUndefined();
    expect(await digestOf(`${registry}/gamma`)).toBeUndefined();
    expect(delta?.ref).toBe(
      `${registry}/delta:latest@${(await digestOf(`${registry}/delta`)) ?? 'not there'}`,
    );
  });

  it('fail the users of a base that only they know', async () => {
    const ran = await push('exit 3');
    expect(outcomes(ran)['beta']).toBe('skipped');
    expect(ran.output).toContain('its base image shared failed');
  });

  it('are told of to each task when bake cannot read them', async () => {
    workspace.write({ 'docker-bake.override.hcl': 'target "alpha" {\n' });
    const ran = await workspace.nx(['run-many', '-t', 'docker-build', '--push']);
    expect(ran.code).not.toBe(0);
    expect(Object.values(outcomes(ran))).toEqual(['failed', 'failed', 'failed', 'failed']);
    expect(ran.output).toContain('docker-bake.override.hcl:');
  });
});
