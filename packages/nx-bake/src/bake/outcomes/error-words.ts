import type { FailureClass } from './outcome';
import type { VertexRecord } from '../records/vertex';
import { roleOf, type VertexRole } from '../records/vertex-role';

/** Go's callers put these before an error on its way up; they say nothing to the reader. */
const CALL_CHAIN =
  /^((failed to solve|failed to build|failed to receive status|rpc error|error): |code = \w+ desc = )/i;

/** The first line of an error, without the call chain before it. */
export function failureReason(error: string): string {
  let reason = error.trim().split('\n', 1)[0] ?? '';
  while (CALL_CHAIN.test(reason)) reason = reason.replace(CALL_CHAIN, '');
  return reason.replace(CHECKSUM, '').replace(PROCESS, '');
}

/** The command is in the step's name already. */
const PROCESS = /^process ".*" did not complete successfully: /;

/** BuildKit's words before a missing source of a COPY; the reference says nothing to the reader. */
const CHECKSUM = /failed to compute cache key: |failed to calculate checksum of ref \S+: /g;

/** `process "/bin/sh -c npm ci" did not complete successfully: exit code: 7` */
export function exitCodeIn(error: string): number | undefined {
  const code = /did not complete successfully: exit code: (\d+)/.exec(error)?.[1];
  return code === undefined ? undefined : Number(code);
}

/** A cache that nobody has written yet, as before the first build, is no fault. A cache whose parts are gone is one. */
const MISSING = /^failed to configure \S+ cache importer: .*(?:: not found|no such file or directory)$/u;

export const isMissingCache = (vertexName: string, error: string): boolean =>
  roleOf(vertexName) === 'cache-import' && MISSING.test(error);

/** The reason why a remote cache could not be read by a build that then went on without it. */
export function lostImport({ vertex, state, error = '' }: VertexRecord): string | undefined {
  const isLost =
    state === 'failed' && roleOf(vertex.name) === 'cache-import' && !isMissingCache(vertex.name, error);
  return isLost ? failureReason(error) : undefined;
}

export interface FailureKind {
  readonly failureClass: FailureClass;
  /** The very same may work when tried again. */
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
const TRANSIENT =
  /dial tcp|i\/o timeout|TLS handshake timeout|connection (refused|reset)|unexpected EOF|: EOF|context deadline exceeded|temporary failure|no such host|server misbehaving|status code 429|toomanyrequests|Too Many Requests|\b50[0234] |\bunavailable: |(received unexpected HTTP|unexpected status.*): 5\d\d|status: 5\d\d/i;

const REGISTRY =
  /failed to (push|copy|resolve|do request|authorize|fetch|configure registry)|pull access denied|insufficient_scope|unexpected status|denied: |unauthorized|manifest unknown|failed to resolve source metadata/;

/**
 * containerd prints a registry's refusal without its status where the registry gives no code that it knows, as proxies
 * that limit do: `unknown: slow down`.
 */
const isUnnamed = (error: string): boolean =>
  REGISTRY.test(error) &&
  /\bunknown: /.test(error) &&
  !/denied|unauthori[sz]ed|forbidden|not found/i.test(error);

const kind = (failureClass: FailureClass, transient: boolean): FailureKind => ({ failureClass, transient });

/** Classifies a vertex's error by its role, or what buildx printed where no vertex failed. */
export function classifyFailure(text: string, role?: VertexRole): FailureKind {
  const error = withoutCommand(text);
  const transient = TRANSIENT.test(error) || isUnnamed(error);
  if (role !== 'step' && isEngineGone(error)) return kind('unknown', true);
  if (LOST_SNAPSHOT.test(error)) return kind('engine', true);
  if (role !== 'step' && CACHE_EXPORTER.test(error)) return kind('cache-export', transient);
  if (OVERLOAD.test(error)) return kind('overload', false);
  if (role !== 'source' && BROKEN_CACHE.test(error)) return kind('cache-import', transient);
  if (role === 'step') return kind('step', false);
  if (role === 'source') return kind('registry', transient);
  if (DOCKERFILE.test(error)) return kind('dockerfile', false);
  return transient || REGISTRY.test(error) ? kind('registry', transient) : kind('unknown', false);
}

const PROCESS_FAILED = '" did not complete successfully:';

/**
 * BuildKit quotes the failed command, which may contain any text; only what follows it is classified. An exit code is
 * the command's own.
 * https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/solver/llbsolver/ops/exec.go#L555
 */
function withoutCommand(text: string): string {
  const end = text.lastIndexOf(PROCESS_FAILED);
  if (end === -1) return text;
  const rest = text.slice(end + PROCESS_FAILED.length);
  return /^\s*exit code: \d/.test(rest) ? '' : rest;
}
