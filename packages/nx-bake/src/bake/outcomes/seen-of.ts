import type { OutcomeTarget } from './call-evidence';
import type { Seen } from './outcome';
import { lostImport } from './lost-imports';
import type { VertexRecord } from '../records/vertex-record';
import { roleOf } from '../records/vertex-role';

/** What a target's vertices say, whatever became of it. */
export function seenOf(target: OutcomeTarget, vertices: readonly VertexRecord[]): Seen {
  const views = vertices.flatMap(({ views }) => views.get(target.name) ?? []);
  const starts = views.flatMap(({ startedAt }) => startedAt ?? []);
  const ends = views.flatMap(({ completedAt }) => completedAt ?? []);
  // A linked base's steps are among its users' vertices, and are the base's to count.
  const own = stepsIn(vertices).filter(
    ({ vertex }) => !vertex.targets.some((name) => target.bases.includes(name)),
  );
  return {
    ...(starts.length > 0 && { startTime: Math.min(...starts) }),
    ...(ends.length > 0 && { endTime: Math.max(...ends) }),
    steps: { total: own.length, cached: own.filter(isCached).length },
    warnings: [...new Set(vertices.flatMap((record) => warningsOf(target, record)))],
  };
}

/** Whether nothing had to be done for the image or for what it stands on. */
export function allCached(vertices: readonly VertexRecord[]): boolean {
  const steps = stepsIn(vertices);
  return steps.length > 0 ? steps.every(isCached) : isWithoutSteps(vertices);
}

/** `FROM x` and `LABEL` have none. Other frontends than Dockerfile's do not number theirs. */
function isWithoutSteps(vertices: readonly VertexRecord[]): boolean {
  const names = vertices.map(({ vertex }) => vertex.name);
  return (
    names.some((name) => name.startsWith('[internal] load ')) &&
    names.every((name) => roleOf(name) !== 'other' || PREPARATION.test(name))
  );
}

/** What is there in every build, apart from images and exports; a frontend of its own is an image. */
const PREPARATION = /^(\[(internal|auth|context [^\]]*)\] |resolve image config for |docker-image:\/\/)/;

const stepsIn = (vertices: readonly VertexRecord[]): VertexRecord[] =>
  vertices.filter(({ vertex }) => roleOf(vertex.name) === 'step');

const isCached = ({ state }: VertexRecord): boolean => state === 'cached';

function warningsOf({ dockerfile }: OutcomeTarget, record: VertexRecord): string[] {
  const { vertex, state, error, warnings } = record;
  const checks = warnings.map(({ message, line }) =>
    line === undefined ? message : `${dockerfile}:${line}: ${message}`,
  );
  const unwritten = state === 'failed' && roleOf(vertex.name) === 'cache-export';
  const unread = lostImport(record);
  return [
    ...checks,
    ...(unwritten ? [`Its cache was not written: ${error ?? ''}`] : []),
    ...(unread === undefined ? [] : [`Its remote cache could not be read: ${unread}`]),
  ];
}
