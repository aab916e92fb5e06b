import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatProblem } from '../../problems';
import type { ImageTarget } from '../targets/image-target';
import { openDockerfile } from './open-dockerfile';

describe('openDockerfile', () => {
  let root: string;
  const path = (name: string): string => join(root, 'apps/api', name);
  const open = (dockerfile: string) =>
    openDockerfile(
      {
        id: 'api:docker-build',
        project: 'api',
        projectRoot: 'apps/api',
        name: 'api',
        target: 'docker-build',
        place: 'api:docker-build',
        rawOptions: { dockerfile },
        closure: new Set(),
      } satisfies Record<keyof ImageTarget, unknown> as never,
      root,
    );

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-open-'));
    mkdirSync(path('folder'), { recursive: true });
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it.each(['.', 'folder', '../..'])('reports a folder: %s', (dockerfile) => {
    const opened = open(dockerfile);
    expect(opened.ok ? [] : opened.problems.map(formatProblem)).toEqual([
      expect.stringMatching(/^NX_BAKE_DOCKERFILE_UNREADABLE: \[api\] .* and that is a folder\./u),
    ]);
  });

  it('reports a pipe, and does not wait for it', () => {
    execFileSync('mkfifo', [path('pipe')]);
    expect(open('pipe')).toMatchObject({
      ok: false,
      problems: [{ kind: 'dockerfile-unreadable', detail: 'is no file' }],
    });
  });

  it('reads bytes that are no UTF-8', () => {
    writeFileSync(path('latin1'), Buffer.from('# caf\xe9\nFROM acme/base\n', 'latin1'));
    expect(open('latin1')).toMatchObject({ ok: true, value: { read: { images: [{ name: 'acme/base' }] } } });
  });

  it('does not read a file of many gigabytes', () => {
    writeFileSync(path('huge'), 'FROM acme/base\n');
    truncateSync(path('huge'), 8 * 1024 ** 3);
    expect(open('huge')).toMatchObject({ ok: true, value: { read: { stages: [], unknown: [{ line: 1 }] } } });
  });

  it('reports a file that may not be read', () => {
    writeFileSync(path('secret'), 'FROM acme/base\n');
    chmodSync(path('secret'), 0);
    const opened = open('secret');
    // root may read all
    const isRoot = process.getuid?.() === 0;
    expect(opened.ok ? 'read' : opened.problems[0]).toEqual(
      isRoot ? 'read' : expect.objectContaining({ detail: 'may not be read by this user' }),
    );
  });
});
