import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { edgeRules } from '../options/nx-json';
import { readRequest } from './read-request';

describe('readRequest', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-request-'));
    mkdirSync(join(root, 'apps/api'), { recursive: true });
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const notes = (dockerfile: string, rawOptions: Record<string, unknown> = {}): readonly string[] => {
    writeFileSync(join(root, 'apps/api/Dockerfile'), dockerfile);
    const imageTarget = { id: 'api:docker-build', project: 'api', projectRoot: 'apps/api', name: 'api' };
    const read = readRequest(
      {
        ...imageTarget,
        target: 'docker-build',
        place: 'api:docker-build',
        closure: ['apps/api'],
        rawOptions,
      },
      {
        root,
        versioned: () => 'absent',
        edges: edgeRules({ edges: {} }),
        projects: { names: new Map(), closureOf: () => [] },
        env: undefined,
      },
    );
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    return read.value.notes;
  };

  it('notes what the Dockerfile leaves open, and nothing of it where a build argument is given', () => {
    const text = 'ARG V\nFROM node:$V\n';
    const note = '[api] apps/api/Dockerfile, line 2: FROM node:$V is left out: V has no value';
    expect(notes(text)).toContain(note);
    expect(notes(text, { context: 'project' })).toEqual([note]);
    expect(notes(text, { context: 'project', args: { V: '22' } })).toEqual([]);
  });
});
