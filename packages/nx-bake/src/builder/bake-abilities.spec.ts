import { bakeTarget } from '../testing/bake-target';
import { fakeDocker } from '../testing/fake-docker';
import { canHandOn, findAbilities } from './bake-abilities';
import type { Builder } from './find-builder';

/** As buildx 0.38 prints it: https://docs.docker.com/reference/cli/docker/buildx/bake/ */
const HELP = `Options:
  -f, --file stringArray   Build definition file
  -j, --jobs string        Set target execution behavior (format: "N" or
                           "mode[,parallel=N]") (default "fail-fast")
      --list string        List targets or variables
`;

const base = bakeTarget({ name: 'base' });
const user = bakeTarget({ name: 'user', contexts: { 'acme/base': 'target:base' } });

const builder = (more: Partial<Builder>): Builder => ({
  name: 'default',
  driver: 'docker',
  current: true,
  platforms: [],
  containerdSnapshotter: true,
  nodes: 1,
  buildxVersion: '0.29.1',
  ...more,
});

describe('findAbilities', () => {
  it.each([
    ['a buildx with --jobs', '0.38.2', HELP, [base], { keepGoing: true, limit: true }],
    [
      'linked targets, which it does not hold back',
      '0.38.2',
      HELP,
      [base, user],
      { keepGoing: true, limit: false },
    ],
    ['a buildx whose help has none', '0.39.0', 'Options:\n', [base], { keepGoing: false, limit: false }],
    ['an older buildx', '0.37.1', HELP, [base], { keepGoing: false, limit: false }],
  ])('%s', async (_, buildxVersion, help, targets, abilities) => {
    const docker = fakeDocker({ plays: [], buildx: buildxVersion, help });
    const run = { cwd: docker.folder, env: docker.env };
    try {
      expect(await findAbilities(run, builder({ buildxVersion }), { targets })).toMatchObject(abilities);
    } finally {
      docker.remove();
    }
  });
});

describe('canHandOn', () => {
  it.each([
    ['an engine with the containerd image store', { driver: 'docker', containerdSnapshotter: true }, true],
    ['an engine without it', { driver: 'docker', containerdSnapshotter: false }, false],
    ['another driver', { driver: 'docker-container', containerdSnapshotter: false }, true],
    ['a builder that was not booted yet', { driver: '', containerdSnapshotter: false }, true],
  ])('%s', (_, more, expected) => {
    expect(canHandOn(builder(more))).toBe(expected);
  });
});
