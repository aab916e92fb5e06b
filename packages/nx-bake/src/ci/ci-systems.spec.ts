import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownFacts } from './read-run-facts';

const buildkite = (source: string, target = 'git@github.com:acme/shop.git') =>
  ownFacts({ BUILDKITE_PULL_REQUEST_REPO: source, BUILDKITE_REPO: target }).fork;

describe('facts of CI systems', () => {
  it.each([
    'git@github.com:acme/shop.git',
    'git://github.com/acme/shop.git',
    'https://github.com/acme/shop',
    'https://token@github.com/Acme/shop.git/',
    'ssh://git@github.com:22/acme/shop.git',
  ])('Buildkite: %s is the repository itself', (address) => {
    expect(buildkite(address)).toBe(false);
  });

  it.each(['git://github.com/stranger/shop.git', 'https://gitlab.com/acme/shop.git'])(
    'Buildkite: %s is another one',
    (address) => {
      expect(buildkite(address)).toBe(true);
    },
  );

  it.each<[string, Record<string, string>, boolean]>([
    ['Travis', { TRAVIS_PULL_REQUEST_SLUG: 'stranger/shop', TRAVIS_REPO_SLUG: 'acme/shop' }, true],
    ['Travis', { TRAVIS_PULL_REQUEST_SLUG: 'acme/shop', TRAVIS_REPO_SLUG: 'acme/shop' }, false],
    ['Travis, push', { TRAVIS_PULL_REQUEST_SLUG: '', TRAVIS_REPO_SLUG: 'acme/shop' }, false],
    ['nothing known', {}, false],
  ])('%s %j: %s', (_, env, expected) => {
    expect(ownFacts(env).fork).toBe(expected);
  });

  it('GitHub: an event that is about no pull request is from nowhere else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nx-bake-event-'));
    const path = join(folder, 'event.json');
    writeFileSync(path, JSON.stringify({ repository: { full_name: 'acme/shop', default_branch: 'trunk' } }));
    const facts = ownFacts({ GITHUB_EVENT_PATH: path });
    rmSync(folder, { recursive: true });
    expect(facts).toMatchObject({ fork: false, defaultBranch: 'trunk' });
  });
});
