import type { OutcomeTarget } from './call-evidence';
import type { Seen } from './outcome';
import { lostImport } from './error-words';
import type { VertexRecord } from '../records/vertex';
import { roleOf } from '../records/vertex-role';

/** The part of an outcome that a target's vertices show, whatever its result is. */
export function seenOf(target: OutcomeTarget, vertices: readonly VertexRecord[]): Seen {
  const views = vertices.flatMap(({ views }) => views.get(target.name) ?? []);
  const starts = views.flatMap(({ startedAt }) => startedAt ?? []);
  const ends = views.flatMap(({ completedAt }) => completedAt ?? []);
  // A linked base's steps are among its dependents' vertices, and are the base's to count.
  const own = stepsIn(vertices).filter(
    ({ vertex }) => !vertex.targets.some((name) => target.bases.includes(name)),
  );
  return {
    startTime: starts.length > 0 ? Math.min(...starts) : undefined,
    endTime: ends.length > 0 ? Math.max(...ends) : undefined,
    steps: { total: own.length, cached: own.filter(isCached).length },
    warnings: [...new Set(vertices.flatMap((record) => warningsOf(target, record)))],
  };
}

/** Holds when nothing had to be done for the image or for those that it is built on. */
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

/** Vertices of every build, apart from images and exports; a frontend of its own is an image. */
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
