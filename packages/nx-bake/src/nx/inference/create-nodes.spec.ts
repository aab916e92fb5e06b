import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { createNodes } from './create-nodes';

describe('createNodes', () => {
  let root: string;
  const write = (path: string, text = '{}'): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const roots = async (files: string[], options?: unknown): Promise<string[]> => {
    const [, infer] = createNodes;
    const results = await infer(files, options as undefined, {
      workspaceRoot: root,
      nxJsonConfiguration: {},
    });
    return results.flatMap(([, { projects }]) => Object.keys(projects ?? {}));
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('takes a folder with a project.json', async () => {
    write('apps/api/project.json');
    expect(await roots(['apps/api/Dockerfile', 'docs/Dockerfile'])).toEqual(['apps/api']);
  });

  it.each([
    ['npm', 'package.json', '{ "workspaces": ["libs/*", "!libs/no"] }'],
    ['yarn', 'package.json', '{ "workspaces": { "packages": ["./libs/*", "!./libs/no"] } }'],
    ['pnpm', 'pnpm-workspace.yaml', 'packages:\n  - "libs/*"\n  - "!libs/no"\n'],
    ['lerna', 'lerna.json', '{ "packages": ["libs/*", "!libs/no"] }'],
  ])('takes the packages of %s workspaces and no others', async (_, manifest, text) => {
    write(manifest, text);
    for (const folder of ['libs/yes', 'libs/no', 'other']) write(`${folder}/package.json`);
    expect(await roots(['libs/yes/Dockerfile', 'libs/no/Dockerfile', 'other/Dockerfile'])).toEqual([
      'libs/yes',
    ]);
  });

  it.each([
    ['package.json', '{ "nx": {}, "workspaces": ["libs/*"] }', ['.']],
    ['project.json', '{}', ['.']],
    ['package.json', '{ "workspaces": ["libs/*"] }', []],
  ])('takes the root where Nx does: %s with %s', async (file, text, expected) => {
    write(file, text);
    expect(await roots(['Dockerfile'])).toEqual(expected);
  });

  it('reports all wrong options, once, and goes on with the others', async () => {
    write('apps/api/project.json');
    const written: string[] = [];
    const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const options = { registri: 'x', tags: 7, cache: { type: 'nope' }, targetName: 'image' };
    const infer = () =>
      createNodes[1](['apps/api/Dockerfile'], options as never, {
        workspaceRoot: root,
        nxJsonConfiguration: {},
      });
    const projects = (await infer())[0]?.[1].projects;
    await infer();
    stderr.mockRestore();
    expect(Object.keys(projects?.['apps/api']?.targets ?? {})).toEqual(['image']);
    expect(written.join('')).toMatch(/registri/u);
    expect(written.join('')).toMatch(/tags is 7/u);
    expect(written).toHaveLength(3);
  });

  describe('builds that Nx is to run', () => {
    type Project = { targets?: Record<string, TargetConfiguration>; tags?: string[] };

    async function infer(options: unknown): Promise<Record<string, Project>> {
      const results = await createNodes[1](
        ['apps/api/Dockerfile', 'apps/mail/Dockerfile'],
        options as undefined,
        {
          workspaceRoot: root,
          nxJsonConfiguration: {},
        },
      );
      return Object.assign({}, ...results.map(([, { projects }]) => projects)) as Record<string, Project>;
    }
    const about = ({ targets, tags }: Project = {}) => ({
      dependsOn: targets?.['docker-build']?.dependsOn,
      outputs: targets?.['docker-build']?.inputs?.flatMap((input) =>
        typeof input === 'object' && 'dependentTasksOutputFiles' in input
          ? input.dependentTasksOutputFiles
          : [],
      ),
      tags,
    });

    beforeEach(() => {
      write('.gitignore', 'dist\n');
      write('apps/api/project.json', '{ "name": "api" }');
      write('apps/mail/project.json', '{ "name": "mail" }');
      write('packages/web/project.json', '{ "name": "@acme/web" }');
      write('apps/api/Dockerfile', 'FROM node\nCOPY dist/apps/api packages/web/dist ./\n');
      write('apps/mail/Dockerfile', 'FROM node\nCOPY . .\n');
    });

    it('are none where nx-bake runs them', async () => {
      const inferred = await infer({});
      expect(about(inferred['apps/api'])).toEqual({ dependsOn: undefined, outputs: [], tags: undefined });
    });

    it.each(['before a build', 'after one'])('are those that the image needs, %s', async (when) => {
      const left = when === 'after one' ? ['dist/apps/api/main.js', 'packages/web/dist/x'] : [];
      for (const path of left) write(path);
      const inferred = await infer({ builds: 'dependsOn' });
      expect(about(inferred['apps/api'])).toEqual({
        dependsOn: [{ target: 'build' }, { target: 'build', projects: ['@acme/web'] }],
        outputs: ['dist/apps/api', 'dist/apps/api/**/*', 'packages/web/dist', 'packages/web/dist/**/*'],
        tags: undefined,
      });
      expect(about(inferred['apps/mail'])).toEqual({ dependsOn: undefined, outputs: [], tags: undefined });
    });

    it('are those of all images before the first one', async () => {
      const inferred = await infer({ builds: 'barrier', buildTarget: 'bundle' });
      const dependsOn = [{ target: 'bundle', projects: ['tag:nx-bake:build'] }];
      expect(about(inferred['apps/api'])).toMatchObject({ dependsOn, tags: ['nx-bake:build'] });
      expect(about(inferred['apps/mail'])).toEqual({ dependsOn, outputs: [], tags: undefined });
      expect(inferred['packages/web']?.tags).toEqual(['nx-bake:build']);
    });

    it('may be asked for by one project', async () => {
      const target = { 'docker-build': { options: { builds: 'dependsOn' } } };
      write('apps/api/project.json', JSON.stringify({ name: 'api', targets: target }));
      expect(about((await infer({}))['apps/api']).dependsOn).toHaveLength(2);
    });

    it('are not the image itself', async () => {
      write('apps/mail/Dockerfile', 'FROM node\nCOPY dist/apps/mail ./\n');
      const inferred = await infer({ builds: 'dependsOn', targetName: 'build' });
      expect(inferred['apps/mail']?.targets?.['build']?.dependsOn).toBeUndefined();
    });
  });
});
