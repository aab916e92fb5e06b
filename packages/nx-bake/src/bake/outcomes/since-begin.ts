import type { VertexRecord } from '../records/vertex-record';
import { roleOf } from '../records/vertex-role';

/**
 * A call that finishes what an earlier one of the same run began finds steps in the cache that this very run has put
 * there. They count as done, not as cached.
 */
export function sinceBegin(
  vertices: readonly VertexRecord[],
  earlier: readonly VertexRecord[],
): readonly VertexRecord[] {
  const ran = new Set(earlier.filter(({ state }) => state === 'completed').flatMap(stepKeys));
  return vertices.map((record) =>
    record.state === 'cached' && stepKeys(record).some((key) => ran.has(key))
      ? { ...record, state: 'completed' }
      : record,
  );
}

/**
 * By instruction: digests change with the session that sends the context, and of a step that targets share the name
 * of any one of them is kept, with that target's stage and number.
 */
const stepKeys = ({ vertex: { name, targets } }: VertexRecord): string[] =>
  roleOf(name) === 'step' ? targets.map((target) => `${target} ${name.replace(/^\[[^\]]*\] /u, '')}`) : [];
