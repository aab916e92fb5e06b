import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUILT, fakeDocker, type FakeDocker } from '../../../testing/fake-docker';
import type { TaskAnswer } from '../../run/answer-tasks';
import dockerBuildBatch from './batch';

const task = {
  id: 'orders:docker-build',
  target: { project: 'orders', target: 'docker-build' },
  overrides: {},
  outputs: [],
  parallelism: true,
  cache: false,
};
const taskGraph = {
  roots: [task.id],
  tasks: { [task.id]: task },
  dependencies: {},
  continuousDependencies: {},
};
const projectGraph = {
  nodes: { orders: { type: 'app' as const, name: 'orders', data: { root: 'orders', targets: {} } } },
  dependencies: {},
};

describe('the image files of a run', () => {
  const path = process.env['PATH'] ?? '';
  const image = 'dist/.nx-bake/orders/image.json';
  let root: string;
  let docker: FakeDocker;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-files-'));
    mkdirSync(join(root, 'orders'));
    writeFileSync(join(root, 'orders/Dockerfile'), 'FROM busybox:stable\nRUN echo hello\n');
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.env['PATH'] = path;
    docker.remove();
    rmSync(root, { recursive: true });
  });

  async function bake(play: string, options: Readonly<Record<string, unknown>> = {}): Promise<TaskAnswer> {
    docker = fakeDocker({ plays: [play] });
    process.env['PATH'] = docker.env['PATH'];
    const batch = dockerBuildBatch(
      taskGraph,
      { [task.id]: { load: true, ...options } },
      {},
      {
        root,
        cwd: root,
        isVerbose: false,
        projectGraph,
        taskGraph,
        nxJsonConfiguration: {},
        projectsConfigurations: { version: 2, projects: {} },
      },
    );
    for await (const { result } of batch) return result;
    throw new Error('no answer');
  }
  const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));

  it('writes what was built, with the reference of buildx', async () => {
    const metadata = `for word; do case "$last" in --metadata-file) echo '{"orders":{"buildx.build.ref":"a/b/c"}}' > "$word";; esac; last="$word"; done`;
    await bake(`${metadata}; ${BUILT}`);
    expect(read(image)).toMatchObject({
      outcome: 'built',
      output: 'load',
      buildxRef: 'a/b/c',
      platforms: ['linux/amd64'],
    });
    expect(read('dist/.nx-bake/images.json')).toEqual({ version: 1, images: [read(image)] });
  });

  it('has removed the files of an earlier run before it builds', async () => {
    mkdirSync(join(root, 'dist/.nx-bake/orders'), { recursive: true });
    writeFileSync(join(root, image), '{"version":1,"task":"","outcome":"built","output":"push"}');
    const answer = await bake(`[ ! -e ${image} ] && ${BUILT}`);
    expect(answer.status).toBe('success');
    expect(existsSync(join(root, image))).toBe(true);
  });

  it('fails a task whose file cannot be written, though its image was built', async () => {
    const answer = await bake(`mkdir -p ${image}/full; ${BUILT}`);
    expect(answer).toMatchObject({ success: false, status: 'failure' });
    expect(answer.terminalOutput).toContain(`NX_BAKE_IMAGE_FILE_NOT_WRITTEN: [orders] ${image}`);
  });

  it('says before it builds that a path cannot be one', async () => {
    const answer = await bake(BUILT, { imagesFile: 'orders/Dockerfile/images.json' });
    expect(answer.terminalOutput).toContain('NX_BAKE_IMAGE_FILE_NOT_WRITTEN: orders/Dockerfile/images.json');
    expect(docker.bakes()).toEqual([]);
  });
});
