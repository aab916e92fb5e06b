import { bakeTarget } from '../testing/bake-target';
import { fakeDocker } from '../testing/fake-docker';
import { findAbilities } from './bake-abilities';

/** As buildx 0.38 prints it: https://docs.docker.com/reference/cli/docker/buildx/bake/ */
const HELP = `Options:
  -f, --file stringArray   Build definition file
  -j, --jobs string        Set target execution behavior (format: "N" or
                           "mode[,parallel=N]") (default "fail-fast")
      --list string        List targets or variables
`;

const base = bakeTarget({ name: 'base' });
const user = bakeTarget({ name: 'user', contexts: { 'acme/base': 'target:base' } });

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
  ])('%s', async (_, buildx, help, targets, abilities) => {
    const docker = fakeDocker({ plays: [], buildx, help });
    try {
      expect(await findAbilities({ cwd: docker.folder, env: docker.env }, buildx, { targets })).toEqual(
        abilities,
      );
    } finally {
      docker.remove();
    }
  });
});
