import { recordingDocker, type RecordingDocker } from './kit/engine/recording-docker';
import { installedNx, type InstalledNx } from './kit/nx/installed-nx';
import { plainService } from './kit/services/plain-service';
import { createWorkspace, type Workspace } from './kit/workspace';

/** Those without a batch by default, and with the whole matrix those that take a skipped task for a stopped command. */
const VERSIONS = [
  '22.0.4',
  '22.5.4',
  ...(process.env['NX_BAKE_NIGHTLY'] === '1' ? ['22.7.12', '23.3.2'] : []),
];

const FILES: Readonly<Record<string, string>> = {
  // Nx 22 wants a tsconfig beside plugins of the workspace's own
  'tsconfig.base.json': '{}\n',
  ...plainService('base', ['FROM busybox:stable', 'RUN echo base']),
  ...plainService('mail', ['FROM base', 'RUN echo mail']),
  ...plainService('orders', ['FROM busybox:stable', 'RUN echo orders']),
};

describe.each(VERSIONS)('Nx %s', (version) => {
  let nx: InstalledNx;
  let workspace: Workspace;
  let docker: RecordingDocker;
  beforeAll(async () => {
    nx = await installedNx(version);
    workspace = await createWorkspace({ files: FILES, modules: nx.modules });
  });
  afterAll(() => {
    workspace.remove();
    nx.remove();
  });
  beforeEach(() => {
    docker = recordingDocker();
  });
  afterEach(() => {
    docker.remove();
  });

  it.each([
    ['run-many', '-t', 'docker-build'],
    ['affected', '-t', 'docker-build', '--files=services/base/Dockerfile,services/orders/Dockerfile'],
  ])('nx %s builds all images in one call', async (...args) => {
    const { code, output } = await workspace.nx(args, docker.env);
    expect(output).toMatch(/3 images in 1 bake call/u);
    expect(code).toBe(0);
    expect(docker.bakes()).toHaveLength(1);
  });

  it('leaves batches out where the command does', async () => {
    const { code } = await workspace.nx(
      ['run-many', '-t', 'docker-build', '-p', 'mail', 'orders', '--batch=false'],
      docker.env,
    );
    expect(code).toBe(0);
    expect(docker.bakes().length).toBeGreaterThan(1);
  });

  it('a base that fails is exit code 1, and not that of a stopped command', async () => {
    workspace.write(plainService('base', ['FROM busybox:stable', 'RUN false']));
    const { code, output } = await workspace.nx(['run-many', '-t', 'docker-build'], docker.env);
    expect(output).toMatch(/^mail .*skipped /mu);
    expect(code).toBe(1);
    workspace.write(plainService('base', ['FROM busybox:stable', 'RUN echo base']));
  });
});
