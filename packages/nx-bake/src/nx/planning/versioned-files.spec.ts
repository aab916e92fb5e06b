import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { versionedFiles } from './versioned-files';

describe('versionedFiles', () => {
  let root: string;
  const write = (path: string, text = ''): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-'));
    write('.gitignore', 'dist\n*.log\n');
    write('package.json');
    write('apps/api/package.json');
    write('apps/api/.gitignore', '/generated\n!keep.log\n');
    write('apps/api/generated/a.ts');
    write('apps/api/keep.log');
    write('apps/api/trace.log');
    write('dist/apps/api/main.js');
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it.each([
    ['package.json', 'versioned'],
    ['./apps/api', 'versioned'],
    ['.', 'versioned'],
    ['apps/api/pack*.json', 'versioned'],
    ['apps/*/package.json', 'versioned'],
    ['apps/api/nothing*', 'absent'],
    ['dist/apps/api', 'absent'],
    ['dist', 'absent'],
    ['apps/api/generated', 'absent'],
    ['apps/api/generated/*.ts', 'absent'],
    ['apps/api/trace.log', 'absent'],
    ['../outside', 'absent'],
    ['missing', 'absent'],
  ])('%s is %s', (path, expected) => {
    expect(versionedFiles(root)(path)).toBe(expected);
  });
});
