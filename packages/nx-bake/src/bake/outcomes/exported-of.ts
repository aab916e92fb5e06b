import type { BakeExit, OutcomeTarget } from './call-evidence';
import type { VertexRecord } from '../records/vertex';
import { roleOf } from '../records/vertex-role';

export interface Export {
  readonly digest: string | undefined;
  readonly manifests: readonly string[];
  readonly pushed: readonly string[];
  readonly loaded: readonly string[];
}

/** The export that a target's own vertices prove; undefined where they do not prove that the whole of it was exported. */
export function exportedOf(
  target: OutcomeTarget,
  vertices: readonly VertexRecord[],
  exit: BakeExit,
): Export | undefined {
  if (target.output === 'cacheonly')
    return isSolved(vertices, exit)
      ? { digest: undefined, manifests: [], pushed: [], loaded: [] }
      : undefined;
  const exports = vertices.filter(({ vertex }) => roleOf(vertex.name) === 'export');
  if (exports.length === 0 || !exports.every(isDone)) return undefined;
  const progress = exports.flatMap((record) => record.progress.map(({ id }) => id));
  return {
    digest: digestIn(progress),
    manifests: [...new Set(progress.flatMap((id) => MANIFEST.exec(id)?.[1] ?? []))],
    pushed: target.output === 'push' ? target.refs : [],
    loaded: target.output === 'load' ? target.refs : [],
  };
}

/** Reported for each platform; `exporting attestation manifest …` is another. */
const MANIFEST = /^exporting manifest (sha256:[0-9a-f]{64})/;

/** In the order of what a registry's tag points at: what was pushed, else the index, else the only manifest. */
const DIGESTS = [
  /^pushing manifest for .*@(sha256:[0-9a-f]{64})/,
  /^exporting manifest list (sha256:[0-9a-f]{64})/,
  MANIFEST,
];

/** The digest of an image, read from what its export reported. */
const digestIn = (progressIds: readonly string[]): string | undefined =>
  DIGESTS.flatMap((pattern) => progressIds.flatMap((id) => pattern.exec(id)?.[1] ?? []))[0];

const isDone = ({ state }: VertexRecord): boolean => state === 'completed' || state === 'cached';

/** A target without an export has no last vertex of its own, unless a metadata file was asked for. */
const isSolved = (vertices: readonly VertexRecord[], exit: BakeExit): boolean =>
  exit.code === 0 || vertices.some((record) => roleOf(record.vertex.name) === 'provenance' && isDone(record));
