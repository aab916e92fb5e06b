import { createWorkspace, projectJson, type Workspace } from './kit/workspace';

describe('inference', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace({
      files: {
        'services/orders/project.json': projectJson('orders', {
          targets: { 'docker-build': { options: { args: { A: '1' } } } },
        }),
        'services/orders/Dockerfile': 'FROM scratch\n',
        'libs/manifest/package.json': '{ "name": "@acme/manifest", "version": "1.0.0" }\n',
        'libs/manifest/Dockerfile': 'FROM scratch\n',
        'docs/nobody/Dockerfile': 'FROM scratch\n',
        'elsewhere/package.json': '{ "name": "not-in-the-workspaces" }\n',
        'elsewhere/Dockerfile': 'FROM scratch\n',
      },
      pluginOptions: { registry: 'ghcr.io/acme' },
    });
  });
  afterAll(() => {
    workspace.remove();
  });

  interface Shown {
    readonly targets: Readonly<
      Record<
        string,
        {
          executor: string;
          options: unknown;
          configurations: unknown;
          cache: boolean;
          metadata: { help: unknown };
        }
      >
    >;
    readonly metadata: { readonly targetGroups: unknown };
  }
  const show = async (project: string): Promise<Shown> =>
    JSON.parse((await workspace.nx(['show', 'project', project, '--json'])).stdout) as Shown; // Nx's shape

  it('gives a project a target, with the options of project.json over those of the plugin', async () => {
    const { targets, metadata } = await show('orders');
    expect(targets['docker-build']).toMatchObject({
      executor: 'nx-bake:docker-build',
      options: { registry: 'ghcr.io/acme', args: { A: '1' } },
      configurations: { local: { load: true }, ci: { push: true } },
      cache: false,
      metadata: { technologies: ['docker'], help: { example: {} } },
    });
    expect(metadata.targetGroups).toEqual({ Docker: ['docker-build'] });
  });

  it('knows the projects of the package manager', async () => {
    expect((await show('@acme/manifest')).targets['docker-build']).toBeDefined();
  });

  it('makes no project of a folder that is none', async () => {
    const ran = await workspace.nx(['show', 'projects', '--json']);
    expect(ran.code).toBe(0);
    expect((JSON.parse(ran.stdout) as string[]).sort()).toEqual(['@acme/manifest', 'orders']);
  });

  it("lists its options for nx's --help", async () => {
    const ran = await workspace.nx(['run', 'orders:docker-build', '--help']);
    expect(ran.code).toBe(0);
    for (const option of ['--push', '--load', '--platforms', '--no-cache', '--dryRun', '--progress']) {
      expect(ran.output).toContain(option);
    }
  });
});
