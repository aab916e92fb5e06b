import type { VertexRecord } from '../records/vertex-record';
import { roleOf, type VertexRole } from '../records/vertex-role';

/** A vertex that failed by itself: not a victim, and not a cache that BuildKit does without. */
export interface RootCause {
  readonly record: VertexRecord;
  readonly role: VertexRole;
  readonly targets: readonly string[];
}

/** A cache that is not there yet, or that could not be written (`ignore-error`), is no failure of the image. */
const HARMLESS: readonly VertexRole[] = ['cache-import', 'cache-export', 'provenance'];

export function rootCauses(vertices: readonly VertexRecord[]): RootCause[] {
  return vertices
    .filter(({ state }) => state === 'failed')
    .map((record) => ({ record, role: roleOf(record.vertex.name), targets: record.vertex.targets }))
    .filter(({ role, targets }) => targets.length > 0 && !HARMLESS.includes(role));
}
