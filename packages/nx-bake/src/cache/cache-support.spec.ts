import { formatProblem } from '../problems';
import type { CacheEntry } from './entries/cache-entry';
import { findUnsupportedCaches } from './cache-support';

const TYPES: readonly string[] = ['registry', 'inline', 'local', 'gha', 's3', 'azblob'];
const entries = (types: readonly string[]): CacheEntry[] => types.map((type) => ({ type, attributes: {} }));
const IMPORTED = TYPES.filter((type) => type !== 'inline');
const docker = (containerdSnapshotter: boolean) => ({
  name: 'default',
  driver: 'docker',
  containerdSnapshotter,
});

describe('findUnsupportedCaches', () => {
  it.each(['docker-container', 'kubernetes', 'remote', 'cloud'])('finds nothing wrong with %s', (driver) => {
    const builder = { name: 'b', driver, containerdSnapshotter: false };
    expect(findUnsupportedCaches([{ from: entries(IMPORTED), to: entries(TYPES) }], builder)).toEqual([]);
  });

  it('knows what an engine without containerd store exports and imports', () => {
    expect(findUnsupportedCaches([{ from: [], to: entries(TYPES) }], docker(false))).toEqual([
      { kind: 'cache-unsupported', builder: 'default', cacheTypes: ['gha', 'local', 'registry'] },
      { kind: 'cache-needs-driver', builder: 'default', cacheTypes: ['azblob', 's3'] },
    ]);
    expect(
      findUnsupportedCaches(
        [{ from: entries(['registry', 'local']), to: entries(['inline']) }],
        docker(false),
      ),
    ).toEqual([]);
    expect(findUnsupportedCaches([{ from: entries(['gha']), to: [] }], docker(false))).toHaveLength(1);
  });

  it('knows what the containerd store cannot do, and does not advise to turn it on', () => {
    const problems = findUnsupportedCaches([{ from: entries(IMPORTED), to: entries(TYPES) }], docker(true));
    expect(problems).toEqual([
      { kind: 'cache-needs-driver', builder: 'default', cacheTypes: ['azblob', 's3'] },
    ]);
    expect(problems.map(formatProblem).join()).not.toContain('containerd');
  });
});
