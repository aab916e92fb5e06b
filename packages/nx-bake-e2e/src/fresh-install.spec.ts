import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { digestOf, freshRegistry } from './kit/registry/registry';
import { must } from './kit/run';
import { rootContextService } from './kit/services/services';
import { json, workspaceAt } from './kit/workspace';

const REPO = resolve(__dirname, '../../..');

/** A user's machine: the published package in a workspace that knows nothing of this repository. */
describe('the packed plugin in a fresh workspace', () => {
  const root = mkdtempSync(join(tmpdir(), 'nx-bake-fresh-'));
  const workspace = workspaceAt(root);
  const registry = freshRegistry();

  beforeAll(async () => {
    await must('npm', ['pack', '--workspace', 'nx-bake', '--pack-destination', root], { cwd: REPO });
    const tarball = readdirSync(root).find((name) => name.endsWith('.tgz')) ?? '';
    workspace.write({
      'package.json': json({ name: 'fresh', version: '0.0.0', private: true, workspaces: ['packages/*'] }),
      'nx.json': json({ analytics: false, neverConnectToCloud: true, defaultBase: 'main' }),
      '.gitignore': 'node_modules\n.nx\n*.tgz\n',
      '.dockerignore': 'node_modules\n.nx\n.git\n*.tgz\n',
      ...rootContextService('alpha'),
      ...rootContextService('beta'),
    });
    await must('npm', ['install', '--no-audit', '--no-fund', '--save-dev', 'nx@24', `./${tarball}`], {
      cwd: root,
    });
    await must('git', ['init', '--quiet', '--initial-branch=main'], { cwd: root });
    await must('git', ['config', 'user.email', 'e2e@localhost'], { cwd: root });
    await must('git', ['config', 'user.name', 'e2e'], { cwd: root });
    await workspace.commit('chore: begin');
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const nx = async (...args: string[]): Promise<string> => {
    const ran = await workspace.nx(args, { NX_BAKE_REGISTRY: undefined });
    if (ran.code !== 0) throw new Error(ran.output);
    return ran.output;
  };

  it('is set up by its init generator, twice without harm', async () => {
    await nx('g', 'nx-bake:init', `--registry=${registry}`);
    const once = workspace.read('nx.json');
    expect(JSON.parse(once)).toMatchObject({ plugins: [{ plugin: 'nx-bake', options: { registry } }] });
    await nx('g', 'nx-bake:init', '--registry=other.example');
    expect(workspace.read('nx.json')).toBe(once);
    await workspace.commit('chore: nx-bake');
  });

  it('builds and pushes what is affected', async () => {
    workspace.write({ 'services/alpha/main.txt': 'changed\n' });
    await workspace.commit('fix: alpha');
    const output = await nx('affected', '-t', 'docker-build', '--push', '--base=HEAD~1');
    expect(output).toContain('alpha');
    expect(await digestOf(`${registry}/alpha`)).toMatch(/^sha256:/u);
    expect(await digestOf(`${registry}/alpha-build-cache`)).toMatch(/^sha256:/u);
    expect(await digestOf(`${registry}/beta`)).toBeUndefined();
  });

  it('writes the bake file', async () => {
    await nx('g', 'nx-bake:bake-file');
    expect(workspace.read('docker-bake.hcl')).toContain('target "beta"');
  });
});
