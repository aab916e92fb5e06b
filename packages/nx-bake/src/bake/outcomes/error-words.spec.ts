import { classifyFailure, exitCodeIn, failureReason, isMissingCache, lostImport } from './error-words';
import type { VertexRecord } from '../records/vertex';
import type { VertexRole } from '../records/vertex-role';

describe('failureReason', () => {
  it.each([
    [
      'failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 7',
      'exit code: 7',
    ],
    ['failed to solve: rpc error: code = NotFound desc = no such job a', 'no such job a'],
    [
      'failed to compute cache key: failed to calculate checksum of ref a::b: "/x": not found',
      '"/x": not found',
    ],
    ['Cache export is not supported.\nSwitch to a different driver.', 'Cache export is not supported.'],
    ['failed to push r/x:1: denied', 'failed to push r/x:1: denied'],
    ['', ''],
  ])('%j', (error, reason) => {
    expect(failureReason(error)).toBe(reason);
  });

  it('knows the exit code of a command', () => {
    expect(exitCodeIn('process "x" did not complete successfully: exit code: 137')).toBe(137);
    expect(exitCodeIn('not found')).toBeUndefined();
  });
});

const IMPORT = 'importing cache manifest from localhost:5000/orders-build-cache';
const record = (name: string, error?: string): VertexRecord => ({
  vertex: { digest: 'sha256:1', name, targets: ['orders'] },
  state: error === undefined ? 'completed' : 'failed',
  error,
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

describe('classifyFailure', () => {
  it.each<[string, string, VertexRole | undefined, string]>([
    [
      'a registry that is down, in its own words',
      'failed to push r/x:1: unavailable: service unavailable',
      'export',
      'registry!',
    ],
    [
      'a proxy that limits, with a code of its own',
      'failed to push r/x:1: unknown: slow down',
      'export',
      'registry!',
    ],
    [
      'a refusal with a code of its own',
      'failed to push r/x:1: unknown: access denied',
      'export',
      'registry',
    ],
    ['a command', 'process "/bin/sh -c npm ci" did not complete successfully: exit code: 1', 'step', 'step'],
    [
      'a command whose words sound like the network',
      'process "/bin/sh -c curl: dial tcp: i/o timeout" did not complete successfully: exit code: 6',
      'step',
      'step',
    ],
    [
      'a command whose words sound like a lost snapshot',
      'process "/bin/sh -c echo snapshot x does not exist: not found" did not complete successfully: exit code: 1',
      'step',
      'step',
    ],
    [
      'a snapshot that a cancelled step has lost',
      'failed to commit x to y during finalize: failed to stat active key during commit: snapshot x does not exist: not found',
      'step',
      'engine!',
    ],
    [
      'a cache that cannot be opened for writing',
      'failed to solve: failed to configure azblob cache exporter: failed to create container client: no credential',
      undefined,
      'cache-export',
    ],
    [
      'a command whose words sound like an overload',
      'process "/bin/sh -c ./submit || echo no such job" did not complete successfully: exit code: 1',
      'step',
      'step',
    ],
    [
      'a command whose words sound like a broken cache',
      'process "/bin/sh -c echo failed to load cache key" did not complete successfully: exit code: 1',
      'step',
      'step',
    ],
    [
      'a command that sounds like the end of one',
      'process "/bin/sh -c echo \\"x\\" did not complete successfully: no such job" did not complete successfully: exit code: 1',
      'step',
      'step',
    ],
    [
      'a command whose words sound like the network, where no vertex failed',
      'failed to solve: process "/bin/sh -c curl: dial tcp: i/o timeout" did not complete successfully: exit code: 6',
      undefined,
      'unknown',
    ],
    [
      'a command that could not be run for want of its session',
      'process "/bin/sh -c make" did not complete successfully: no active session for x: context deadline exceeded',
      'step',
      'overload',
    ],
    ['a missing file', 'failed to calculate checksum of ref a::b: "/x": not found', 'step', 'step'],
    [
      'an unknown instruction',
      'failed to solve: dockerfile parse error on line 2: unknown instruction: RUM',
      undefined,
      'dockerfile',
    ],
    ['a missing stage', 'failed to solve: target stage "x" could not be found', undefined, 'dockerfile'],
    ['a missing base image', 'r/x:9: not found', 'source', 'registry'],
    [
      'a base image behind a login',
      'pull access denied, repository does not exist or may require authorization',
      'source',
      'registry',
    ],
    [
      'a registry that is down',
      'failed to do request: Head "https://r/v2/": dial tcp 1.2.3.4:443: connect: connection refused',
      'export',
      'registry!',
    ],
    [
      'a push without permission',
      'failed to push r/x:1: denied: requested access to the resource is denied',
      'export',
      'registry',
    ],
    [
      'an engine that died',
      'failed to solve: Unavailable: error reading from server: EOF',
      undefined,
      'unknown!',
    ],
    [
      'an engine that died while it was asked how far it is',
      'failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
      undefined,
      'unknown!',
    ],
    [
      'an engine that is not there',
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      undefined,
      'unknown!',
    ],
    [
      'a busy registry',
      'failed to push r/x:1: unexpected status from PUT request to https://r/v2/: 503 Service Unavailable',
      'export',
      'registry!',
    ],
    [
      'a registry that limits',
      'toomanyrequests: You have reached your pull rate limit',
      'source',
      'registry!',
    ],
    [
      'a cache without its blobs',
      'failed to copy: httpReadSeeker: failed open: could not fetch content descriptor sha256:a from remote: not found',
      'export',
      'cache-import',
    ],
    [
      'a cache that answers 503',
      'failed to copy: httpReadSeeker: failed open: unexpected status code https://r: 503 Service Unavailable',
      'step',
      'cache-import!',
    ],
    [
      'a base image without its blobs',
      'failed to copy: httpReadSeeker: failed open: could not fetch content descriptor',
      'source',
      'registry',
    ],
    [
      'a lost job',
      'failed to receive status: rpc error: code = NotFound desc = no such job itohj',
      undefined,
      'overload',
    ],
    ['a lost job, otherwise', 'NotFound: forwarding Ping: no such job itohj', undefined, 'overload'],
    [
      'a connection too many',
      'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: only one connection allowed"',
      'other',
      'overload',
    ],
    ['anything else', 'resolve : lstat mail/no: no such file or directory', undefined, 'unknown'],
    ['nothing', '', undefined, 'unknown'],
  ])('%s', (...[, error, role, expected]) => {
    const { failureClass, transient } = classifyFailure(error, role);
    expect(`${failureClass}${transient ? '!' : ''}`).toBe(expected);
  });
});
