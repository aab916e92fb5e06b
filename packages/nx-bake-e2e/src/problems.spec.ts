import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GRAPH_DRIVER } from './kit/engine/graph-driver';
import { freshRegistry } from './kit/registry/registry';
import type { Ran } from './kit/run';
import { rootContextService, WORKSPACE_CONTEXT } from './kit/services/services';
import { createWorkspace, json, projectJson, type Workspace } from './kit/workspace';

/** Holds a refusal to what each has to be: one clear error with a code and a next step, a bad end, nothing left behind. */
function expectRefusal(ran: Ran, workspace: Workspace, ...texts: (string | RegExp)[]): void {
  expect(ran.code).not.toBe(0);
  for (const text of texts) expect(ran.output).toMatch(text);
  const runs = join(workspace.root, '.nx/workspace-data/nx-bake');
  expect(existsSync(runs) ? readdirSync(runs) : []).toEqual([]);
}

describe('what is wrong is said at once, clearly', () => {
  const env = { NX_BAKE_REGISTRY: freshRegistry() };
  let workspace: Workspace;
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nx-bake-fake-'));
    workspace = await createWorkspace({
      files: { ...rootContextService('alpha'), ...rootContextService('beta') },
      pluginOptions: WORKSPACE_CONTEXT,
    });
  });
  afterEach(() => {
    workspace.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const build = (more: Record<string, string> = {}) =>
    workspace.nx(['run-many', '-t', 'docker-build', '--push'], { ...env, ...more });

  /** A docker that changes one answer of the real one. */
  const dockerThat = (script: string): Record<string, string> => {
    const real = execFileSync('which', ['docker'], { encoding: 'utf8' }).trim();
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\nREAL="${real}"\n${script}\nexec "$REAL" "$@"\n`);
    chmodSync(join(folder, 'docker'), 0o755);
    return { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
  };

  const plugin = (options: unknown): void => {
    workspace.write({
      'nx.json': json({
        analytics: false,
        neverConnectToCloud: true,
        plugins: [{ plugin: 'nx-bake', options }],
      }),
    });
  };

  it('docker missing', async () => {
    for (const program of ['node', 'git', 'sh', 'env']) {
      symlinkSync(execFileSync('which', [program], { encoding: 'utf8' }).trim(), join(folder, program));
    }
    const ran = await build({ PATH: folder });
    expectRefusal(ran, workspace, /NX_BAKE_DOCKER_MISSING: No docker program on PATH/u, /Install Docker/u);
  });

  it('engine unreachable', async () => {
    const ran = await build({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    expectRefusal(ran, workspace, /NX_BAKE_ENGINE_UNREACHABLE: .*Cannot connect/u, /Start it/u);
  });

  it('buildx missing', async () => {
    const ran = await build({ DOCKER_CONFIG: folder });
    expectRefusal(ran, workspace, /NX_BAKE_BUILDX_MISSING/u, /Install it/u);
  });

  it('buildx too old', async () => {
    const old =
      'if [ "$1 $2" = "buildx version" ]; then echo "github.com/docker/buildx v0.21.3 abc"; exit 0; fi';
    const ran = await build(dockerThat(old));
    expectRefusal(ran, workspace, /NX_BAKE_BUILDX_TOO_OLD: buildx 0\.21\.3 .* 0\.22\.0/u, /Update it/u);
  });

  it('a driver that cannot export the caches', async () => {
    const ran = await build(dockerThat(GRAPH_DRIVER));
    expectRefusal(
      ran,
      workspace,
      /NX_BAKE_CACHE_UNSUPPORTED: .*registry/u,
      /containerd/u,
      /docker-container/u,
    );
  });

  it('a builder that is not there', async () => {
    plugin({ ...WORKSPACE_CONTEXT, builder: 'nobody' });
    expectRefusal(
      await build(),
      workspace,
      /NX_BAKE_BUILDER_MISSING: There is no builder "nobody"/u,
      /buildx create/u,
    );
  });

  it('plugin options: every problem of them at once, and other commands go on', async () => {
    plugin({ registri: 'x', platforms: 7, cache: { type: 'registry', mode: 'everything' } });
    const shown = await workspace.nx(['show', 'projects']);
    expect(shown.code).toBe(0);
    expect(shown.output).toMatch(/^alpha$/mu);
    expectRefusal(
      await build(),
      workspace,
      /NX_BAKE_UNKNOWN_OPTION: nx\.json, options of the plugin nx-bake has no option "registri"\. Known options: .*registry/u,
      /NX_BAKE_INVALID_OPTION: .*platforms is 7/u,
      /cache\.mode is "everything"\. Set it to .*"?max"?/u,
    );
  });

  it('an illegal tag and an illegal registry, of two projects at once', async () => {
    workspace.write({
      'services/alpha/project.json': projectJson('alpha', {
        targets: { 'docker-build': { options: { tags: ['bad tag'] } } },
      }),
      'services/beta/project.json': projectJson('beta', {
        targets: { 'docker-build': { options: { registry: 'https://ghcr.io' } } },
      }),
    });
    expectRefusal(
      await build(),
      workspace,
      /NX_BAKE_INVALID_IMAGE: \[alpha\] .*"bad tag" is not a valid/u,
      /NX_BAKE_INVALID_IMAGE: \[beta\] .*https:\/\/ghcr\.io.* is not a valid/u,
    );
  });

  it('options of a project: unknown ones and wrong types', async () => {
    workspace.write({
      'services/alpha/project.json': projectJson('alpha', {
        targets: { 'docker-build': { options: { arg: {}, load: 'perhaps' } } },
      }),
    });
    expectRefusal(
      await build(),
      workspace,
      /NX_BAKE_UNKNOWN_OPTION: \[alpha\] options of alpha:docker-build has no option "arg"\./u,
      /NX_BAKE_INVALID_OPTION: \[alpha\] options of alpha:docker-build: load is "perhaps"\. Set it to true or false\./u,
    );
  });

  it('a Dockerfile that is named but missing: its project fails, the other is skipped', async () => {
    workspace.write({
      'services/alpha/project.json': projectJson('alpha', {
        targets: { 'docker-build': { options: { dockerfile: 'Dockerfile.prod' } } },
      }),
    });
    const ran = await build();
    expectRefusal(
      ran,
      workspace,
      /NX_BAKE_DOCKERFILE_MISSING: \[alpha\] .*services\/alpha\/Dockerfile\.prod/u,
    );
    expect(ran.output).toMatch(
      /Tasks not run because[^]*beta:docker-build[^]*Failed tasks:[^]*alpha:docker-build/u,
    );
  });

  it('two projects with one image', async () => {
    workspace.write({
      'services/alpha/project.json': projectJson('alpha', {
        targets: { 'docker-build': { options: { image: 'beta' } } },
      }),
    });
    expectRefusal(
      await build(),
      workspace,
      /NX_BAKE_DUPLICATE_IMAGE: alpha and beta both produce \S+\/beta:latest\. Give one of them/u,
    );
  });

  it('two projects with one target name', async () => {
    workspace.write({
      'services/alpha/project.json': projectJson('a b'),
      'services/gamma/project.json': projectJson('a-b-c8687a'),
      'services/gamma/Dockerfile': 'FROM scratch\n',
    });
    expectRefusal(
      await build(),
      workspace,
      /NX_BAKE_DUPLICATE_TARGET: a b and a-b-c8687a would both be the bake target "a-b-c8687a"\./u,
      /Rename one of the projects/u,
    );
  });
});
