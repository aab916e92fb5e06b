import { createWorkspace, projectJson, type Workspace } from './kit/workspace';

const REGISTRY = 'ghcr.io/acme';

describe('the image graph in Nx', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace({
      files: {
        'images/runtime/project.json': projectJson('runtime'),
        'images/runtime/Dockerfile': 'FROM scratch\n',
        'services/gateway/project.json': projectJson('gateway'),
        'services/gateway/Dockerfile': `FROM ${REGISTRY}/runtime\nCOPY libs/texts /texts\n`,
        'services/mailer/project.json': projectJson('mailer'),
        'services/mailer/Dockerfile': 'FROM scratch\n',
        'libs/texts/project.json': projectJson('texts'),
        'libs/texts/hello.txt': 'hello\n',
      },
      pluginOptions: { registry: REGISTRY },
    });
  });
  afterAll(() => {
    workspace.remove();
  });

  const nx = async (...args: string[]): Promise<string> => {
    const ran = await workspace.nx(args);
    if (ran.code !== 0) throw new Error(ran.output);
    return ran.stdout;
  };
  const affectedBy = async (file: string): Promise<string[]> =>
    (JSON.parse(await nx('show', 'projects', '--affected', `--files=${file}`, '--json')) as string[]).sort(); // Nx's shape
  const dependenciesOf = async (project: string): Promise<string[]> => {
    await nx('graph', '--file=dist/graph.json');
    const { graph } = JSON.parse(workspace.read('dist/graph.json')) as {
      graph: { dependencies: Record<string, { target: string }[]> };
    }; // Nx's shape
    return (graph.dependencies[project] ?? []).map(({ target }) => target).sort();
  };
  const graph = async (...flags: string[]): Promise<string> => nx('g', 'nx-bake:graph', '--quiet', ...flags);

  it('is followed by nx affected and nx graph', async () => {
    expect(await affectedBy('images/runtime/Dockerfile')).toEqual(['gateway', 'runtime']);
    expect(await affectedBy('libs/texts/hello.txt')).toEqual(['gateway', 'texts']);
    expect(await affectedBy('services/mailer/Dockerfile')).toEqual(['mailer']);
    // a copied folder is an input, no edge
    expect(await dependenciesOf('gateway')).toEqual(['runtime']);
  });

  it('makes the user wait for its base, and for nothing else', async () => {
    const show = async (project: string): Promise<unknown> => {
      const { targets } = JSON.parse(await nx('show', 'project', project, '--json')) as {
        targets: Record<string, { dependsOn?: unknown }>;
      }; // Nx's shape
      return targets['docker-build']?.dependsOn;
    };
    expect(await show('gateway')).toEqual([{ target: 'docker-build', projects: ['runtime'] }]);
    expect(await show('mailer')).toBeUndefined();
  });

  it('is printed by the generator, as JSON and nothing else', async () => {
    const { version, edges } = JSON.parse(await graph('--format=json')) as {
      version: number;
      edges: { kind: string; line: number; target: unknown }[];
    }; // the schema's shape
    expect(version).toBe(1);
    expect(edges.map(({ kind, line, target }) => [kind, line, target])).toEqual([
      ['image', 1, { project: 'runtime', target: 'docker-build' }],
      ['file', 2, { project: 'texts' }],
    ]);
    expect(await graph('--project=runtime')).toBe(`2 images, 1 edge

gateway (services/gateway/Dockerfile): ghcr.io/acme/gateway:latest
  built on  runtime  line 1: ghcr.io/acme/runtime

runtime (images/runtime/Dockerfile): ghcr.io/acme/runtime:latest
  used by  gateway
`);
  });

  it('is written by the generator, but not in a dry run', async () => {
    await graph('--format=mermaid', '--file=docs/images.mmd', '--dry-run');
    expect(() => workspace.read('docs/images.mmd')).toThrow('ENOENT');
    await graph('--format=mermaid', '--file=docs/images.mmd');
    expect(workspace.read('docs/images.mmd')).toMatch(/^flowchart LR\n/u);
  });

  it('says what projects there are when it is asked for another one', async () => {
    const ran = await workspace.nx(['g', 'nx-bake:graph', '--project=nobody']);
    expect(ran.code).toBe(1);
    expect(ran.output).toContain('NX_BAKE_UNKNOWN_PROJECT');
  });

  it('forgets an edge with its line, whatever Nx has cached', async () => {
    workspace.write({ 'services/gateway/Dockerfile': 'FROM scratch\nCOPY libs/texts /texts\n' });
    expect(await affectedBy('images/runtime/Dockerfile')).toEqual(['runtime']);
    expect(await affectedBy('libs/texts/hello.txt')).toEqual(['gateway', 'texts']);
    workspace.write({ 'services/gateway/Dockerfile': 'FROM scratch\n' });
    expect(await affectedBy('libs/texts/hello.txt')).toEqual(['texts']);
    workspace.write({ 'services/gateway/Dockerfile': `FROM ${REGISTRY}/runtime\n` });
    expect(await affectedBy('images/runtime/Dockerfile')).toEqual(['gateway', 'runtime']);
  });

  it('forgets an edge when the base is called something else', async () => {
    workspace.write({
      'images/runtime/project.json': projectJson('runtime', {
        targets: { 'docker-build': { options: { image: 'other' } } },
      }),
    });
    expect(await affectedBy('images/runtime/Dockerfile')).toEqual(['runtime']);
  });
});
