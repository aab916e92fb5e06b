import { failureReason } from './failure-reason';
import type { VertexRecord } from '../records/vertex-record';
import { roleOf } from '../records/vertex-role';

/** That nobody has written the cache yet, as before the first build, is no fault. A cache whose parts are gone is one. */
const MISSING = /^failed to configure \S+ cache importer: .*(?:: not found|no such file or directory)$/u;

export const isMissingCache = (vertexName: string, error: string): boolean =>
  roleOf(vertexName) === 'cache-import' && MISSING.test(error);

/** Why a remote cache could not be read by a build that then went on without it. */
export function lostImport({ vertex, state, error = '' }: VertexRecord): string | undefined {
  const isLost =
    state === 'failed' && roleOf(vertex.name) === 'cache-import' && !isMissingCache(vertex.name, error);
  return isLost ? failureReason(error) : undefined;
}
