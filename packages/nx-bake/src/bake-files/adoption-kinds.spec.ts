import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ADOPTION_KINDS, type AdoptionKind } from '../testing/adoption-kinds';
import { baseFolder } from './base-folder';
import type { BakeStructure } from './bake-structure';
import { copiedBy } from './copied-by';
import type { MappableProject } from './mappable-project';
import { mapTargets, type Mapping } from './map-targets';
import { firstImage } from './order-images';
import { readBakeFile } from './read-bake-file';
import { mergeStructures, resolveTargets } from './resolve-targets';
import { readPrinted, withPrinted } from './with-printed';

const FIXTURES = resolve(__dirname, '../../fixtures/adoption');
const fixture = (name: string): string => readFileSync(join(FIXTURES, name), 'utf8');

/** The printed form of the matrix. */
const PRINTED = readPrinted(
  JSON.stringify({
    group: {
      service: { targets: ['svc-intake', 'svc-pricing'] },
      worker: { targets: ['planner', 'solver'] },
      sandbox: { targets: ['sandbox-20_1', 'sandbox-22_0'] },
    },
    target: {
      'svc-intake': { context: 'server', dockerfile: 'intake/Dockerfile', tags: ['x:1'] },
      'svc-pricing': { context: 'server', dockerfile: 'pricing/Dockerfile', tags: ['x:1'] },
      planner: { context: '.', dockerfile: 'workers/Dockerfile', target: 'planner', tags: ['x:1'] },
      solver: { context: '.', dockerfile: 'workers/Dockerfile', target: 'solver', tags: ['x:1'] },
      'sandbox-20_1': { context: 'images/sandbox', dockerfile: 'Dockerfile', tags: ['x:1'] },
      'sandbox-22_0': { context: 'images/sandbox', dockerfile: 'Dockerfile', tags: ['x:2'] },
    },
  }),
);

describe('the kinds of bake and compose files', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-kinds-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  function structureOf({ fixture: main, path, beside = {} }: AdoptionKind): BakeStructure {
    const all = [[path, main], ...Object.entries(beside)].map(([at = '', name = '']) =>
      readBakeFile(fixture(name), at),
    );
    return mergeStructures(all.filter((one) => one !== undefined));
  }

  function mapped(kind: AdoptionKind): Mapping[] {
    for (const [path, text] of Object.entries(kind.files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const structure = structureOf(kind);
    const folder = baseFolder(structure, kind.path, root);
    expect(folder).toBe(kind.folder ?? '.');
    const targets = withPrinted(resolveTargets(structure, folder), PRINTED, folder);
    const { groups } = structure;
    const isCompose = kind.path.endsWith('ml');
    return mapTargets({ targets, groups, projects: projectsOf(kind), copiedBy: copiedBy(root), isCompose });
  }

  const projectsOf = ({ projects }: AdoptionKind): MappableProject[] =>
    Object.entries(projects).map(([at, name]) => ({ name, root: at }));

  it.each(ADOPTION_KINDS.map((kind) => [kind.fixture, kind] as const))('%s', (_, kind) => {
    const mappings = mapped(kind);
    const found = mappings.map(({ target, verdict, root: at }) => [
      target.name,
      at === undefined ? verdict : `${verdict} ${at}`,
    ]);
    expect(Object.fromEntries(found)).toEqual(kind.mapping);
    for (const [at, name] of Object.entries(kind.first ?? {})) {
      const project = projectsOf(kind).find((one) => one.root === at)!;
      const own = mappings.filter((one) => one.root === at);
      expect(firstImage(own, project, structureOf(kind).groups)?.target.name).toBe(name);
    }
  });

  it('has the services that run the same build as one image', () => {
    const structure = structureOf(ADOPTION_KINDS.find(({ fixture: name }) => name.startsWith('c2'))!);
    expect(structure.targets.get('core')?.aliases).toEqual(['core-worker', 'core-migrate']);
  });

  it('puts a second file over the first', () => {
    const kind = ADOPTION_KINDS.find(({ fixture: name }) => name.startsWith('3'))!;
    expect(structureOf(kind).targets.get('rates_feed')?.tags).toEqual([
      'registry.example.com/rates-feed:${IMAGE_TAG}',
    ]);
  });

  it('leaves the globals of the process as they were', () => {
    const { stackTraceLimit } = Error;
    readBakeFile('target "a" {}', 'docker-bake.hcl');
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
  });

  it.each([
    ['target "a" {\n  context =\n}', 'docker-bake.hcl'],
    ['{', 'docker-bake.json'],
    ['services: [', 'compose.yaml'],
  ])('cannot read %j', (text, path) => {
    expect(readBakeFile(text, path)).toBeUndefined();
  });

  it('says which key was meant', () => {
    expect(readBakeFile('{"targets":{"a":{}}}', 'docker-bake.json')?.notes).toEqual([
      'bake does not know "targets": "target" is meant',
    ]);
  });
});
