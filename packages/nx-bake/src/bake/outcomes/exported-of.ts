import type { BakeExit, OutcomeTarget } from './call-evidence';
import { digestOf } from './digest-of';
import type { VertexRecord } from '../records/vertex-record';
import { roleOf } from '../records/vertex-role';

export interface Export {
  readonly digest?: string;
  readonly pushed: readonly string[];
  readonly loaded: readonly string[];
}

/** What a target's own vertices prove; nothing where they do not prove that the whole of it was exported. */
export function exportedOf(
  target: OutcomeTarget,
  vertices: readonly VertexRecord[],
  exit: BakeExit,
): Export | undefined {
  if (target.output === 'cacheonly') {
    return isSolved(vertices, exit) ? { pushed: [], loaded: [] } : undefined;
  }
  const exports = vertices.filter(({ vertex }) => roleOf(vertex.name) === 'export');
  if (exports.length === 0 || !exports.every(isDone)) {
    return undefined;
  }
  const digest = digestOf(exports.flatMap(({ progress }) => progress.map(({ id }) => id)));
  return {
    ...(digest !== undefined && { digest }),
    pushed: target.output === 'push' ? target.refs : [],
    loaded: target.output === 'load' ? target.refs : [],
  };
}

const isDone = ({ state }: VertexRecord): boolean => state === 'completed' || state === 'cached';

/** What is not exported has no last vertex of its own, unless a metadata file was asked for. */
const isSolved = (vertices: readonly VertexRecord[], exit: BakeExit): boolean =>
  exit.code === 0 || vertices.some((record) => roleOf(record.vertex.name) === 'provenance' && isDone(record));
