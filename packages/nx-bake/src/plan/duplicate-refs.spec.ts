import {
  findCachesOverImages,
  findDuplicateCaches,
  findDuplicateImages,
  type RefTarget,
} from './duplicate-refs';

const ref = (repository: string, tag?: string, registry?: string) => ({
  repository,
  ...(tag !== undefined && { tag }),
  ...(registry !== undefined && { registry }),
});
const target = (name: string, rest: Partial<RefTarget>): RefTarget => ({
  name,
  project: name,
  tags: [],
  cacheTo: [],
  ...rest,
});
const registry = (at: ReturnType<typeof ref>) => ({ type: 'registry' as const, ref: at, attributes: {} });

describe('findDuplicateImages', () => {
  it('names all who produce one image, however it is spelled', () => {
    const targets = [
      target('a', { tags: [ref('acme/api'), ref('acme/api')] }),
      target('b', { tags: [ref('acme/api', 'latest', 'docker.io'), ref('acme/b')] }),
      target('c', { tags: [ref('acme/api', '2')] }),
    ];
    expect(findDuplicateImages(targets)).toEqual([
      { kind: 'duplicate-image', image: 'acme/api', projects: ['a', 'b'] },
    ]);
  });

  it('names the targets where one project is in its own way', () => {
    const targets = ['a', 'a-arm'].map((name) => target(name, { project: 'a', tags: [ref('x')] }));
    expect(findDuplicateImages(targets)).toMatchObject([{ projects: ['a', 'a-arm'] }]);
  });
});

describe('findDuplicateCaches', () => {
  it('names both writers of a registry ref', () => {
    const targets = ['a', 'b'].map((name) =>
      target(name, { cacheTo: [registry(ref('cache', undefined, 'ghcr.io'))] }),
    );
    expect(findDuplicateCaches(targets)).toEqual([
      { kind: 'duplicate-cache', ref: 'ghcr.io/cache', projects: ['a', 'b'] },
    ]);
  });

  it.each<[string, string, Record<string, string>, Record<string, string>, string]>([
    [
      'one folder, even with two tags',
      'local',
      { dest: 'x', tag: '1' },
      { dest: 'x', tag: '2' },
      'type=local,dest=x',
    ],
    ['one gha scope', 'gha', { scope: 's', mode: 'max' }, { scope: 's', mode: 'min' }, 'type=gha,scope=s'],
    [
      'one manifest',
      's3',
      { bucket: 'b', name: 'n' },
      { bucket: 'b', name: 'n', touch_refresh: '1h' },
      'type=s3,bucket=b,name=n',
    ],
  ])('sees %s', (_, ...[type, a, b, shown]) => {
    const targets = [
      target('a', { cacheTo: [{ type, attributes: a }] }),
      target('b', { cacheTo: [{ type, attributes: b }] }),
    ];
    expect(findDuplicateCaches(targets)).toMatchObject([{ ref: shown }]);
  });

  it('lets different places and inline caches pass', () => {
    const places = [
      { bucket: 'b', name: 'n' },
      { bucket: 'c', name: 'n' },
      { bucket: 'b', name: 'n', prefix: 'p/' },
    ];
    const targets = places.map((attributes, index) =>
      target(`t${index}`, {
        cacheTo: [
          { type: 's3', attributes },
          { type: 'inline', attributes: {} },
        ],
      }),
    );
    expect(findDuplicateCaches(targets)).toEqual([]);
  });

  it('copes with 20,000 targets', () => {
    const targets = Array.from({ length: 20_000 }, (_, index) =>
      target(`t${index}`, { tags: [ref(`t${index}`)], cacheTo: [registry(ref(`t${index}-build-cache`))] }),
    );
    expect([
      ...findDuplicateCaches(targets),
      ...findDuplicateImages(targets),
      ...findCachesOverImages(targets),
    ]).toEqual([]);
  });
});

describe('findCachesOverImages', () => {
  it('sees a cache that would replace an image', () => {
    const targets = [
      target('a', { tags: [ref('a', 'build-cache')] }),
      target('b', { cacheTo: [registry(ref('a', 'build-cache'))] }),
    ];
    expect(findCachesOverImages(targets)).toEqual([
      { kind: 'cache-over-image', ref: 'a:build-cache', projects: ['b', 'a'] },
    ]);
  });
});
