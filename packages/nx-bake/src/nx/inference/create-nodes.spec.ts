import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

  it('takes a package at the root', async () => {
    write('package.json');
    expect(await roots(['Dockerfile'])).toEqual(['.']);
  });

  it('reports all wrong options at once', async () => {
    await expect(roots([], { registri: 'x', tags: 7 })).rejects.toThrow(
      /UNKNOWN_OPTION[^]*INVALID_OPTION|INVALID_OPTION[^]*UNKNOWN_OPTION/u,
    );
  });
});
