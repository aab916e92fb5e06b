import { detectPreset, registryPreset } from './registry-preset';

describe('detectPreset', () => {
  it.each([
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme', 'ecr'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'ecr'],
    ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 'ecr'],
    ['europe-docker.pkg.dev/p/r', 'gar'],
    ['eu.gcr.io/p', 'gar'],
    ['gcr.io', 'gar'],
    ['ghcr.io/acme', 'ghcr'],
    ['docker.io/acme', 'docker-hub'],
    ['index.docker.io', 'docker-hub'],
    [undefined, 'docker-hub'],
    ['harbor.acme.com:8443/team', 'harbor'],
    ['quay.io/acme', 'quay'],
    ['notgcr.io', 'none'],
    ['registry.acme.com/quay.io', 'none'],
    ['localhost:5000', 'none'],
  ])('sees in %s the preset %s', (registry, preset) => {
    expect(detectPreset(registry)).toBe(preset);
  });

  it('has an image manifest where an index is refused', () => {
    expect(registryPreset('ecr').attributes).toEqual({ 'image-manifest': 'true', 'oci-mediatypes': 'true' });
    expect(registryPreset('none').attributes).toEqual({});
  });
});
