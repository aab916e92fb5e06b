import { formatImageRef } from './image-ref';
import { imageTags } from './tags';

const IMAGE = { registry: 'ghcr.io/acme', repository: 'api', shared: { registry: true, tag: false } };
const AT = { place: 'tags', project: 'api' };

describe('imageTags', () => {
  it('puts tags to the own image and takes full references as they are', () => {
    const tags = imageTags(['latest', '1.2', 'acme/api:1', 'ghcr.io/acme/other', 'x:1'], [IMAGE], AT);
    expect(tags.ok && tags.value.map(formatImageRef)).toEqual([
      'ghcr.io/acme/api:latest',
      'ghcr.io/acme/api:1.2',
      'acme/api:1',
      'ghcr.io/acme/other',
      'x:1',
    ]);
    expect(tags.ok && tags.value.map(({ shared }) => shared?.registry ?? false)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('has each image once', () => {
    const tags = imageTags(['1', '1', 'x', 'docker.io/acme/a', 'acme/a:latest'], [IMAGE], AT);
    expect(tags.ok && tags.value.length).toBe(3);
  });

  it('reports all problems at once, with their places', () => {
    expect(
      imageTags(['ok', '-x', 'a b', 'acme/API:1', `a/b@sha256:${'0'.repeat(64)}`], [IMAGE], AT),
    ).toMatchObject({
      problems: [
        { kind: 'invalid-image', place: 'tags[1]', image: '-x', project: 'api' },
        { kind: 'invalid-image', place: 'tags[2]' },
        { kind: 'invalid-image', place: 'tags[3]', reason: 'the repository "acme/API" must be lower-case' },
        { kind: 'invalid-image', place: 'tags[4]', reason: 'an image that is yet to be built has no digest' },
      ],
    });
  });

  it('does not take a branch for an image on Docker Hub', () => {
    expect(JSON.stringify(imageTags(['fix/login'], [IMAGE], AT))).toContain('write docker.io/fix/login');
    expect(imageTags(['docker.io/fix/login', 'fix/login:1'], [IMAGE], AT).ok).toBe(true);
  });
});
