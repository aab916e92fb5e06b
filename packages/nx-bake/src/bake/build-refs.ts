import { isRecord, textOf } from '../foreign';

/**
 * Target → buildx's own reference of its build, from the text of a metadata file: what `docker buildx history` takes.
 * https://docs.docker.com/reference/cli/docker/buildx/bake/#metadata-file
 */
export function buildRefsIn(metadata: string): ReadonlyMap<string, string> {
  const found: unknown = JSON.parse(metadata);
  const targets = isRecord(found) ? Object.entries(found) : [];
  return new Map(
    targets.flatMap(([target, facts]) => {
      const ref = isRecord(facts) ? textOf(facts['buildx.build.ref']) : undefined;
      return ref === undefined ? [] : [[target, ref] as const];
    }),
  );
}
