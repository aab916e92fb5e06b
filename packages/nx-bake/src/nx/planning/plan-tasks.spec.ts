import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatProblem } from '../../problems';
import { edgeRules } from '../options/nx-json';
import { planTasks } from './plan-tasks';
import type { ImageTarget } from '../targets/image-target';

type Options = ImageTarget['rawOptions'];

const asked = (project: string, rawOptions: Options, target = 'docker-build'): ImageTarget => ({
  id: `${project}:${target}`,
  project,
  projectRoot: project,
  target,
  name: target === 'docker-build' ? project : `${project}-${target}`,
  place: `${project}:${target}`,
  closure: [project],
  rawOptions: { registry: 'ghcr.io/acme', ...rawOptions },
});
const own = (ref: string, rest: Options = {}): Options => ({ cache: { type: 'registry', ref }, ...rest });

describe('planTasks', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-bake-plan-'));
    for (const project of ['a', 'b']) {
      mkdirSync(join(root, project));
      writeFileSync(join(root, project, 'Dockerfile'), 'FROM scratch\n');
    }
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const problemsOf = (run: readonly ImageTarget[], others: readonly ImageTarget[]): string[] => {
    const planned = planTasks(run, {
      root,
      settings: { registry: 'ghcr.io/acme', override: {}, facts: { ci: true, branch: 'main' } },
      metadata: undefined,
      edges: edgeRules({ edges: {} }),
      projects: { names: new Map(), closureOf: () => [] },
      all: [...run, ...others],
    });
    return planned.ok ? [] : planned.problems.map(formatProblem);
  };
  const CACHE = 'ghcr.io/acme/cache:x';
  const inRun = asked('a', own(CACHE, { push: true }));

  it.each<[string, ImageTarget[], ImageTarget[], RegExp[]]>([
    ['one cache', [inRun], [asked('b', own(CACHE))], [/^NX_BAKE_DUPLICATE_CACHE: a and b .*acme\/cache:x/u]],
    [
      'one image',
      [inRun],
      [asked('b', { image: 'a' })],
      [/^NX_BAKE_DUPLICATE_IMAGE: a and b .*acme\/a:latest/u],
    ],
    [
      'an image in the place of a cache',
      [inRun],
      [asked('b', { image: 'cache', tags: ['x'] })],
      [/^NX_BAKE_CACHE_OVER_IMAGE: .*acme\/cache:x .* of a and b/u],
    ],
    ['one cache of one project, which has its targets apart', [inRun], [asked('a', own(CACHE), 'debug')], []],
    ['an image that a project builds in two ways', [inRun], [asked('a', { load: true }, 'local')], []],
    ['a cache that is only read', [inRun], [asked('b', own(CACHE, { load: true }))], []],
    ['a run that writes none', [asked('a', own(CACHE))], [asked('b', own(CACHE))], []],
    ['a project with wrong options', [inRun], [asked('b', own(CACHE, { registri: 'x' }))], []],
    ['a project with a wrong cache', [inRun], [asked('b', { cache: { type: 'registry', reff: CACHE } })], []],
    ['two that are not in the run', [asked('a', {})], ['b', 'c'].map((name) => asked(name, own(CACHE))), []],
  ])('looks at what the other targets of the workspace claim: %s', (_, run, others, expected) => {
    const problems = problemsOf(run, others);
    expect(problems).toHaveLength(expected.length);
    for (const [index, words] of expected.entries()) expect(problems[index]).toMatch(words);
  });
});
