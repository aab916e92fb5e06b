import { roleOf } from './vertex-role';

describe('roleOf', () => {
  it.each([
    ['[build 2/3] RUN npm ci', 'step'],
    ['[2/3] COPY . .', 'step'],
    ['[linux/arm64 build 2/3] RUN x', 'step'],
    ['[linux/amd64->arm64 2/3] RUN x', 'step'],
    ['[build 1/3] FROM docker.io/library/node:22', 'source'],
    ['[internal] load metadata for docker.io/library/node:22', 'source'],
    ['exporting to image', 'export'],
    ['exporting to oci image format', 'export'],
    ['exporting to client directory', 'export'],
    ['pushing r/orders:1 with docker', 'export'],
    ['importing to docker', 'export'],
    ['merging manifest list r/orders:1', 'export'],
    ['importing cache manifest from r/cache:1', 'cache-import'],
    ['exporting cache to registry', 'cache-export'],
    ['exporting cache to client directory', 'cache-export'],
    ['exporting inline cache', 'cache-export'],
    ['exporting to GitHub Actions Cache', 'cache-export'],
    ['resolving provenance for metadata file', 'provenance'],
    ['[internal] load build context', 'other'],
    ['https://example.com/a.tar.gz', 'other'],
    ['', 'other'],
  ])('%s is %s', (name, role) => {
    expect(roleOf(name)).toBe(role);
  });
});
