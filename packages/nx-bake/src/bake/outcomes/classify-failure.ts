import type { FailureClass } from './outcome';
import type { VertexRole } from '../records/vertex-role';

export interface FailureKind {
  readonly failureClass: FailureClass;
  /** Whether the very same may work when tried again. */
  readonly transient: boolean;
}

/** The engine gave up on its own bookkeeping, or stopped although nobody asked: too many targets at once. */
const OVERLOAD =
  /no such job|Error while dialing: only one connection allowed|failed to receive status|failed to get status|forwarding Ping|no active session for .*deadline exceeded/;

/** The engine itself went away, or cannot be reached any more. */
const ENGINE_GONE = /error reading from server|Cannot connect to the Docker daemon/;

export const isEngineGone = (error: string): boolean => ENGINE_GONE.test(error);

/**
 * A step that was cancelled may leave a snapshot that is gone when the next call wants it.
 * https://github.com/moby/buildkit/issues/6808
 */
const LOST_SNAPSHOT = /snapshot \S+ does not exist: not found/;

/** Some caches are opened before the build, and an error there does not heed `ignore-error`: azblob's. */
const CACHE_EXPORTER = /failed to configure (\S+) cache exporter/;

/** The kind of cache that cannot be opened for writing. */
export const unopenedCache = (error: string): string | undefined => CACHE_EXPORTER.exec(error)?.[1];

/** The manifest of an imported cache names blobs that the registry does not give any more. */
const BROKEN_CACHE = /httpReadSeeker|could not fetch content descriptor|failed to load cache key/;

const DOCKERFILE =
  /dockerfile parse error|failed to create LLB definition|target stage .* could not be found|failed to read dockerfile|unknown instruction|failed to parse stage name|circular dependency/;

/** The network's or the server's own trouble, as opposed to a clear "no". */
const PASSING =
  /dial tcp|i\/o timeout|TLS handshake timeout|connection (refused|reset)|unexpected EOF|: EOF|context deadline exceeded|temporary failure|no such host|server misbehaving|status code 429|toomanyrequests|Too Many Requests|\b50[0234] |(received unexpected HTTP|unexpected status.*): 5\d\d|status: 5\d\d/i;

const REGISTRY =
  /failed to (push|copy|resolve|do request|authorize|fetch|configure registry)|pull access denied|insufficient_scope|unexpected status|denied: |unauthorized|manifest unknown|failed to resolve source metadata/;

const kind = (failureClass: FailureClass, transient: boolean): FailureKind => ({ failureClass, transient });

/** `text` is a vertex's error, with its role, or what buildx printed where no vertex failed. */
export function classifyFailure(text: string, role?: VertexRole): FailureKind {
  const error = withoutCommand(text);
  const transient = PASSING.test(error);
  if (role !== 'step' && isEngineGone(error)) {
    return kind('unknown', true);
  }
  if (LOST_SNAPSHOT.test(error)) {
    return kind('engine', true);
  }
  if (role !== 'step' && CACHE_EXPORTER.test(error)) {
    return kind('cache-export', transient);
  }
  if (OVERLOAD.test(error)) {
    return kind('overload', false);
  }
  if (role !== 'source' && BROKEN_CACHE.test(error)) {
    return kind('cache-import', transient);
  }
  if (role === 'step') {
    return kind('step', false);
  }
  if (role === 'source') {
    return kind('registry', transient);
  }
  if (DOCKERFILE.test(error)) {
    return kind('dockerfile', false);
  }
  return transient || REGISTRY.test(error) ? kind('registry', transient) : kind('unknown', false);
}

/**
 * Of a process that failed its command is told as well, which may have any words. An exit code is the command's own.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/solver/llbsolver/ops/exec.go#L555
 */
function withoutCommand(text: string): string {
  const end = text.lastIndexOf(PROCESS_FAILED);
  if (end === -1) return text;
  const told = text.slice(end + PROCESS_FAILED.length);
  return /^\s*exit code: \d/.test(told) ? '' : told;
}

const PROCESS_FAILED = '" did not complete successfully:';
