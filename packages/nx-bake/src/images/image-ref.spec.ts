import { canonicalImage, formatImageRef } from './image-ref';
import { parseImageRef } from './parse-image-ref';

const canonical = (text: string): string => {
  const parsed = parseImageRef(text, { place: 'test' });
  return parsed.ok ? canonicalImage(parsed.value) : 'illegal';
};

describe('canonicalImage', () => {
  it.each([
    ['api', 'docker.io/library/api:latest'],
    ['docker.io/api', 'docker.io/library/api:latest'],
    ['index.docker.io/acme/api:1', 'docker.io/acme/api:1'],
    ['acme/api', 'docker.io/acme/api:latest'],
    ['ghcr.io/acme/api', 'ghcr.io/acme/api:latest'],
    [`api:1@sha256:${'0'.repeat(64)}`, `docker.io/library/api@sha256:${'0'.repeat(64)}`],
  ])('spells %s as %s', (text, spelled) => {
    expect(canonical(text)).toBe(spelled);
  });

  it('knows a registry with a path', () => {
    expect(canonicalImage({ registry: 'docker.io/acme', repository: 'api' })).toBe(
      'docker.io/acme/api:latest',
    );
    expect(formatImageRef({ registry: 'ghcr.io/acme', repository: 'api', tag: '1' })).toBe(
      'ghcr.io/acme/api:1',
    );
  });
});
