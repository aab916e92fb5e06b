import { parseBuilders } from './parse-builders';

const lines = (...rows: unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** As buildx 0.29.1 says it of Docker Engine 28.5 with containerd's image store, without what is not read. */
const DEFAULT = {
  Current: true,
  Driver: 'docker',
  Dynamic: false,
  Name: 'default',
  Nodes: [
    {
      Endpoint: 'default',
      Labels: {
        'org.mobyproject.buildkit.worker.executor': 'containerd',
        'org.mobyproject.buildkit.worker.snapshotter': 'overlayfs',
      },
      Name: 'default',
      Platforms: ['linux/amd64', 'linux/amd64/v2'],
      Status: 'running',
    },
  ],
};

describe('parseBuilders', () => {
  it('reads the one of the engine', () => {
    expect(parseBuilders(lines(DEFAULT))).toEqual([
      {
        name: 'default',
        driver: 'docker',
        current: true,
        platforms: ['linux/amd64', 'linux/amd64/v2'],
        containerdSnapshotter: true,
        nodes: 1,
      },
    ]);
  });

  it('reads an engine with a graph driver, and a builder that was not started yet', () => {
    const graphDriver = { ...DEFAULT, Nodes: [{ Platforms: ['linux/amd64'], Labels: { executor: 'x' } }] };
    const idle = { Name: 'ci', Driver: 'docker-container', Current: false, Nodes: [{ Status: 'inactive' }] };
    expect(parseBuilders(lines(graphDriver, idle))).toEqual([
      expect.objectContaining({ name: 'default', containerdSnapshotter: false }),
      {
        name: 'ci',
        driver: 'docker-container',
        current: false,
        platforms: [],
        containerdSnapshotter: false,
        nodes: 1,
      },
    ]);
  });

  it.each<[string, readonly unknown[], string[]]>([
    ['names', ['linux/amd64*', 'linux/arm64'], ['linux/amd64', 'linux/arm64']],
    [
      'objects',
      [{ os: 'linux', architecture: 'arm', variant: 'v7' }, { os: 'linux', architecture: 'amd64' }, 7],
      ['linux/arm/v7', 'linux/amd64'],
    ],
  ])('reads platforms as %s', (_, platforms, expected) => {
    const nodes = [{ Platforms: platforms }, { Platforms: platforms }];
    expect(parseBuilders(lines({ ...DEFAULT, Nodes: nodes }))[0]?.platforms).toEqual(expected);
  });

  it('knows that a remote builder does not answer', () => {
    const remote = (status: string) => ({
      Name: 'far',
      Driver: 'remote',
      Nodes: [{ Endpoint: 'tcp://far:1234', Status: status }],
    });
    expect(parseBuilders(lines(remote('inactive'), remote('running'))).map(({ error }) => error)).toEqual([
      'the remote builder at tcp://far:1234 does not answer',
      undefined,
    ]);
  });

  it("keeps a builder's or a node's error", () => {
    const unreachable = { Name: 'a', Err: 'Cannot connect' };
    const broken = { Name: 'b', Nodes: [{}, { Err: 'no such container' }] };
    expect(parseBuilders(lines(unreachable, broken)).map(({ error }) => error)).toEqual([
      'Cannot connect',
      'no such container',
    ]);
  });

  it('leaves out what is no builder', () => {
    expect(parseBuilders(`WARNING: something\n[]\n\n${lines(DEFAULT)}{"Name":`)).toHaveLength(1);
  });
});
