import { isMissingCache, lostImport } from './lost-imports';
import type { VertexRecord } from '../records/vertex-record';

const IMPORT = 'importing cache manifest from localhost:5000/orders-build-cache';
const record = (name: string, error?: string): VertexRecord => ({
  vertex: { digest: 'sha256:1', name, targets: ['orders'] },
  state: error === undefined ? 'completed' : 'failed',
  ...(error !== undefined && { error }),
  views: new Map(),
  log: '',
  progress: [],
  warnings: [],
});

describe('lostImport', () => {
  it.each([
    'failed to configure registry cache importer: localhost:5000/orders-build-cache:latest: not found',
    'failed to configure registry cache importer: 127.0.0.1:5000/a/b:main: not found',
  ])('takes a cache that nobody has written yet for no loss: %s', (error) => {
    expect(isMissingCache(IMPORT, error)).toBe(true);
    expect(lostImport(record(IMPORT, error))).toBeUndefined();
  });

  it.each([
    [
      'failed to configure registry cache importer: failed to do request: Head "http://localhost:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused',
      'failed to configure registry cache importer: failed to do request: Head "http://localhost:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused',
    ],
    [
      'failed to solve: httpReadSeeker: failed open: could not fetch content descriptor sha256:1 from remote: not found',
      'httpReadSeeker: failed open: could not fetch content descriptor sha256:1 from remote: not found',
    ],
  ])('says why another could not be read: %s', (error, reason) => {
    expect(lostImport(record(IMPORT, error))).toBe(reason);
  });

  it('has nothing to say of an import that worked, and of other failures', () => {
    expect(lostImport(record(IMPORT))).toBeUndefined();
    expect(lostImport(record('[build 2/3] RUN false', 'exit code: 1'))).toBeUndefined();
    expect(isMissingCache('exporting to image', 'x: not found')).toBe(false);
  });
});
