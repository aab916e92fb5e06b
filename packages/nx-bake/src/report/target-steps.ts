import type { VertexRecord } from '../bake/records/vertex';
import { roleOf } from '../bake/records/vertex-role';
import type { Formats } from './formats';
import { visible, visibleText } from './visible';

/** The steps of one target, each with its log below it. */
export function targetSteps(target: string, vertices: readonly VertexRecord[], formats: Formats): string[] {
  const own = vertices.filter(({ vertex }) => vertex.targets.includes(target)).filter(isTold);
  const inOrder = onceEach(own).sort((a, b) => startOf(a, target) - startOf(b, target));
  return inOrder.flatMap((record) => [
    `${visibleText(record.vertex.name)}  ${endOf(record, target, formats)}`,
    ...logOf(record),
  ]);
}

/** BuildKit names a graph from its end, so the order of appearance says nothing. */
const startOf = ({ views }: VertexRecord, target: string): number => views.get(target)?.startedAt ?? Infinity;

/** Steps, images and exports; BuildKit's own work only when it went wrong. */
function isTold({ vertex, state }: VertexRecord): boolean {
  switch (roleOf(vertex.name)) {
    case 'step':
    case 'export':
      return state !== 'pending';
    case 'source':
      return state === 'failed' || (state !== 'pending' && !vertex.name.startsWith('[internal]'));
    case 'cache-import':
    case 'cache-export':
    case 'provenance':
      return false;
    case 'other':
      return state === 'failed';
  }
}

/** Keeps one record per vertex: a step of the first call is cached in the next, and only the first has its log. */
function onceEach(records: readonly VertexRecord[]): VertexRecord[] {
  const byDigest = new Map<string, VertexRecord>();
  for (const record of records) {
    const { digest } = record.vertex;
    if (!byDigest.has(digest) || record.state !== 'cached') byDigest.set(digest, record);
  }
  return [...byDigest.values()];
}

function endOf({ state, views }: VertexRecord, target: string, { duration }: Formats): string {
  const { startedAt, completedAt } = views.get(target) ?? {};
  const time = startedAt === undefined || completedAt === undefined ? '' : duration(completedAt - startedAt);
  switch (state) {
    case 'completed':
      return time;
    case 'failed':
      return `failed after ${time}`;
    case 'running':
      return 'not finished';
    case 'cached':
    case 'cancelled':
    case 'pending':
      return state;
  }
}

const logOf = ({ log }: VertexRecord): string[] =>
  log === ''
    ? []
    : log
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => `  ${visible(line)}`);
