import type { ImageTarget } from '../targets/image-target';
import { findFileClashes, imageFiles, recordName, writtenPaths } from './image-files';

const asked = (
  project: string,
  rawOptions: Record<string, unknown> = {},
  target = 'docker-build',
): ImageTarget => ({
  id: `${project}:${target}`,
  project,
  projectRoot: `services/${project}`,
  target,
  name: project,
  place: `${project}:${target}`,
  closure: [],
  rawOptions,
});

describe('imageFiles', () => {
  it('are below dist, one for each target', () => {
    const { own, run } = imageFiles([asked('api'), asked('api', {}, 'worker:prod')]);
    expect([...own.values()]).toEqual([
      'dist/.nx-bake/services/api/image.json',
      'dist/.nx-bake/services/api/image.worker-prod.json',
    ]);
    expect(run).toEqual([{ format: 'json', path: 'dist/.nx-bake/images.json' }]);
  });

  it('take Nx’s tokens from flags', () => {
    const imageFile = '{workspaceRoot}/out/{projectRoot}/{projectName}.json';
    expect([...imageFiles([asked('api', { imageFile })]).own.values()]).toEqual([
      'out/services/api/api.json',
    ]);
  });

  it('can be left out', () => {
    for (const off of [false, 'false']) {
      expect(imageFiles([asked('api', { imageFile: off, imagesFile: off })])).toEqual({
        own: new Map(),
        run: [],
      });
    }
  });

  it('give a run’s file to each path that a task names', () => {
    const { run } = imageFiles([
      asked('api', { imagesFile: 'a.json', imagesEnvFile: './a.env' }),
      asked('web', { imagesFile: '/tmp/b.json', imagesEnvFile: 'a.env' }),
      asked('mail'),
    ]);
    expect(run).toEqual([
      { format: 'json', path: 'a.json' },
      { format: 'json', path: '/tmp/b.json' },
      { format: 'env', path: 'a.env' },
    ]);
  });

  it('do without what is no path: the options are checked later', () => {
    expect(imageFiles([asked('api', { imageFile: 7, imagesEnvFile: {} })]).run).toHaveLength(1);
  });

  it('are hidden from builds, the default ones as a folder', () => {
    const files = imageFiles([asked('api'), asked('web', { imageFile: 'services/web/image.json' })]);
    expect(writtenPaths(files)).toEqual(['dist/.nx-bake', 'services/web/image.json']);
  });
});

describe('findFileClashes', () => {
  const kinds = (...all: ImageTarget[]): string[] =>
    findFileClashes(all, imageFiles(all)).map(({ kind }) => kind);

  it('finds two users of one file', () => {
    expect(kinds(asked('api', { imageFile: 'a.json' }), asked('web', { imageFile: './a.json' }))).toEqual([
      'duplicate-image-file',
    ]);
    expect(kinds(asked('api', { imageFile: 'a.json', imagesFile: 'a.json' }))).toEqual([
      'duplicate-image-file',
    ]);
    expect(kinds(asked('api'), asked('web'))).toEqual([]);
  });

  it('finds two users of one variable, when there is a dotenv file', () => {
    expect(kinds(asked('a-b', { imagesEnvFile: 'x.env' }), asked('a_b'))).toEqual([
      'duplicate-image-variable',
    ]);
    expect(kinds(asked('a-b'), asked('a_b'))).toEqual([]);
  });
});

it('an image keeps its name, whatever else is in the run', () => {
  expect([recordName(asked('api')), recordName(asked('api', {}, 'worker'))]).toEqual(['api', 'api-worker']);
});
