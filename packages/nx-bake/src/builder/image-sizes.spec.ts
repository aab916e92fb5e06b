import { sizesIn } from './image-sizes';

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

describe('sizesIn', () => {
  const stdout = [
    line({ Id: digest('a'), RepoTags: ['acme/api:1'], RepoDigests: [], Size: 10 }),
    line({ Id: digest('b'), RepoTags: ['acme/web:1'], RepoDigests: [`acme/web@${digest('c')}`], Size: 20 }),
    'WARNING: no JSON\n',
  ].join('');

  it('knows an image by its digest, in either kind of store', () => {
    const images = [
      { ref: 'docker.io/acme/api:1', digest: digest('a') },
      { ref: 'acme/web:1', digest: digest('c') },
    ];
    expect([...sizesIn(stdout, images).values()]).toEqual([10, 20]);
  });

  it('does not take another image that has the same tag', () => {
    expect([...sizesIn(stdout, [{ ref: 'acme/api:1', digest: digest('f') }])]).toEqual([]);
  });

  it('goes by the tag where the store tells no digest', () => {
    expect([...sizesIn(stdout, [{ ref: 'acme/api:1' }])]).toEqual([['acme/api:1', 10]]);
  });
});
