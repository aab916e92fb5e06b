import { printBakeFile, type PrintedTargets } from './kit/engine/print-bake-file';
import { NO_CI } from './kit/nx/ci';
import { createWorkspace, projectJson, type Workspace } from './kit/workspace';

describe('a project with several images', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    const debug = {
      executor: 'nx-bake:docker-build',
      options: { dockerfile: 'Dockerfile.debug', registry: 'ghcr.io/acme', image: 'api-debug' },
    };
    workspace = await createWorkspace({
      files: {
        'services/api/project.json': projectJson('api', { targets: { debug } }),
        'services/api/Dockerfile': 'FROM scratch\n',
        'services/api/Dockerfile.debug': 'FROM scratch\n',
      },
      pluginOptions: { registry: 'ghcr.io/acme' },
    });
  });
  afterAll(() => {
    workspace.remove();
  });

  /** The targets that bake reads in the bake file that a dry run prints. */
  async function planned(...args: string[]): Promise<PrintedTargets> {
    const ran = await workspace.nx([...args, '--dry-run', '--push'], {
      ...NO_CI,
      NX_BAKE_REGISTRY: undefined,
    });
    expect(ran.code).toBe(0);
    const blocks = ran.stdout.match(/^(?:group|target) "[^]*?^\}/gmu) ?? [];
    workspace.write({ 'planned.hcl': blocks.join('\n') });
    return printBakeFile(workspace.root, 'planned.hcl');
  }

  /** Everything by which an image and its caches are found again. */
  const refs = (targets: PrintedTargets) =>
    Object.fromEntries(
      Object.entries(targets).map(([name, { tags, 'cache-from': from, 'cache-to': to }]) => [
        name,
        { tags, from, to },
      ]),
    );

  it('gives each the same name, tags and caches alone, together and in the committed file', async () => {
    const together = refs(await planned('run-many', '-t', 'docker-build', 'debug'));
    const registry = (ref: string) => ({ type: 'registry', ref });
    const written = (ref: string) => ({ ...registry(ref), mode: 'max', 'ignore-error': 'true' });
    expect(together).toEqual({
      api: {
        tags: ['ghcr.io/acme/api:latest'],
        from: [registry('ghcr.io/acme/api-build-cache')],
        to: [written('ghcr.io/acme/api-build-cache')],
      },
      'api-debug': {
        tags: ['ghcr.io/acme/api-debug:latest'],
        from: [registry('ghcr.io/acme/api-debug-build-cache:variant--debug')],
        to: [written('ghcr.io/acme/api-debug-build-cache:variant--debug')],
      },
    });
    const alone = { ...(await planned('run', 'api:docker-build')), ...(await planned('run', 'api:debug')) };
    expect(refs(alone)).toEqual(together);
    expect((await workspace.nx(['g', 'nx-bake:bake-file'])).code).toBe(0);
    expect(refs(await printBakeFile(workspace.root))).toEqual(together);
  });
});
