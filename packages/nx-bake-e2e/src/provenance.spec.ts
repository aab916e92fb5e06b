import { NO_CI } from './kit/nx/ci';
import { all, outcomes } from './kit/nx/outcomes';
import { imageManifests } from './kit/registry/image-manifests';
import { freshRegistry } from './kit/registry/registry';
import { must, type Ran } from './kit/run';
import { plainService } from './kit/services/plain-service';
import { createWorkspace, type Workspace } from './kit/workspace';

const SOURCE = 'https://example.com/acme/shop.git';
/** An earlier run's steps in the engine's cache are of no use here. */
const STAMP = `ENV RUN=${process.pid}-${Date.now()}`;

interface Vcs {
  readonly 'localdir:context'?: string;
  readonly 'localdir:dockerfile'?: string;
  readonly revision?: string;
  readonly source?: string;
}

/** A service of a file and a step, over the workspace as its context. */
const service = (name: string, copies: string): Record<string, string> => ({
  ...plainService(name, ['FROM busybox:stable', STAMP, 'WORKDIR /app', `COPY ${copies} ./`, 'RUN ls'], {
    context: 'workspace',
  }),
  [`services/${name}/main.txt`]: `${name}\n`,
});

const NAMES = ['file', 'several', 'whole'];

describe('an image and what is known of its making', () => {
  const registry = freshRegistry();
  const env = { ...NO_CI, NX_BAKE_REGISTRY: registry };
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createWorkspace({
      files: {
        ...service('file', 'services/file/main.txt'),
        ...service('several', 'package*.json services/several/'),
        ...service('whole', '.'),
      },
      pluginOptions: { registry },
    });
    await must('git', ['remote', 'add', 'origin', SOURCE], { cwd: workspace.root });
  });
  afterAll(() => {
    workspace.remove();
  });

  const run = (more: Readonly<Record<string, string>> = {}): Promise<Ran> =>
    workspace.nx(['run-many', '-t', 'docker-build', '--push'], { ...env, ...more });

  /** The whole of it, but for times and ids, which are others in each build. */
  async function provenanceOf(name: string): Promise<{ rest: string; vcs: Vcs }> {
    const args = [
      'buildx',
      'imagetools',
      'inspect',
      `${registry}/${name}`,
      '--format',
      '{{json .Provenance}}',
    ];
    const text = await must('docker', args, { cwd: workspace.root });
    const found = /"vcs":\s*(\{[^}]*\})/u.exec(text)?.[1] ?? '{}';
    // bare bake has targets of one context share a session, and names it
    const rest = text
      .replace(found, '')
      .replace(/"args":\s*\{\s*"local-sessionid:context":\s*"[^"]*"\s*\},\s*/u, '')
      .replaceAll(
        /"(?:buildInvocationID|buildStartedOn|buildFinishedOn|startedOn|finishedOn|invocationID)":\s*"[^"]*"/giu,
        '',
      );
    return { rest, vcs: JSON.parse(found) as Vcs }; // BuildKit's shape
  }

  it('is the same as of bare bake, and where a copy was needed, the path of the Dockerfile is left out', async () => {
    expect(outcomes(await run())).toEqual(all(NAMES, 'built'));
    const ours = await Promise.all(NAMES.map(provenanceOf));
    await workspace.nx(['g', 'nx-bake:bake-file'], env);
    await must('docker', ['buildx', 'bake', '--push'], {
      cwd: workspace.root,
      env: { NX_BAKE_REGISTRY: registry },
    });
    const bare = await Promise.all(NAMES.map(provenanceOf));
    for (const [index, name] of NAMES.entries()) {
      const { 'localdir:dockerfile': folder, ...others } = bare[index]?.vcs ?? {};
      expect(folder).toBe(`services/${name}`);
      expect(others).toMatchObject({ 'localdir:context': '.', source: SOURCE });
      expect(ours[index]?.vcs).toEqual(name === 'whole' ? others : bare[index]?.vcs);
      expect(ours[index]?.rest).toBe(bare[index]?.rest);
    }
  });

  // https://docs.docker.com/build/building/variables/#build-tool-configuration-variables
  // but for BUILDX_NO_DEFAULT_ATTESTATIONS, which is the user's to set: images without attestations have other media types
  it.each([
    ['BUILDKIT_COLORS', 'run=123,20,245'],
    ['BUILDKIT_PROGRESS', 'plain'],
    ['BUILDKIT_TTY_LOG_LINES', '2'],
    ['BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP', '1'],
    ['BUILDX_BAKE_ENTITLEMENTS_FS', '1'],
    ['BUILDX_BAKE_FILE', 'nothing.hcl'],
    ['BUILDX_BAKE_FILE_RELATIVE_PATHS', '1'],
    ['BUILDX_BAKE_FILE_SEPARATOR', '/'],
    ['BUILDX_BAKE_GIT_AUTH_HEADER', 'basic'],
    ['BUILDX_BAKE_GIT_AUTH_TOKEN', 'none'],
    ['BUILDX_BAKE_GIT_SSH', '/nothing'],
    ['BUILDX_EXPERIMENTAL', '1'],
    ['BUILDX_GIT_CHECK_DIRTY', '1'],
    ['BUILDX_GIT_INFO', '0'],
    ['BUILDX_METADATA_PROVENANCE', 'disabled'],
    ['BUILDX_METADATA_WARNINGS', '1'],
    ['BUILDX_NO_DEFAULT_LOAD', '1'],
  ])('is the same image with %s=%s in the environment', async (name, value) => {
    await run();
    const manifests = (): Promise<string[][]> =>
      Promise.all(NAMES.map((image) => imageManifests(`${registry}/${image}`)));
    const before = await manifests();
    expect(outcomes(await run({ [name]: value }))).toEqual(all(NAMES, 'reused'));
    expect(await manifests()).toEqual(before);
  });

  it('has the same labels in each run, also with those that buildx makes of git', async () => {
    const labels = async (): Promise<string[]> => {
      expect((await run({ BUILDX_GIT_LABELS: 'full' })).code).toBe(0);
      const manifests = await Promise.all(NAMES.map((image) => imageManifests(`${registry}/${image}`)));
      return manifests.flat();
    };
    expect(await labels()).toEqual(await labels());
  });
});
