import type { ProjectGraph } from '@nx/devkit';
import { imageLabel } from './image-target';

const graph = (...targets: string[]): ProjectGraph => ({
  dependencies: {},
  nodes: {
    api: {
      name: 'api',
      type: 'app',
      data: {
        root: 'api',
        targets: Object.fromEntries(targets.map((name) => [name, { executor: 'nx-bake:docker-build' }])),
      },
    },
  },
});

describe('imageLabel', () => {
  it.each([
    ['the only one', 'image', ['image'], 'api'],
    ['the inferred one of several', 'docker-build', ['docker-build', 'debug'], 'api'],
    ['a further one', 'debug', ['docker-build', 'debug'], 'api-debug'],
  ])('of %s', (_, target, targets, expected) => {
    expect(imageLabel({ project: 'api', target }, graph(...targets), 'docker-build')).toBe(expected);
  });
});
