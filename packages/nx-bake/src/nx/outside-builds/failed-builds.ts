import { unseenFailure, type Failed } from '../../bake/outcomes/outcome';
import type { NeededBuild } from './needed-builds';
import { buildId } from './nx-run-many';
import type { BuiltOutside } from './run-builds';

export interface NeedyTarget {
  readonly project: string;
  readonly builds: readonly NeededBuild[];
}

/** A project and all that it depends on, by name. */
type Closure = (project: string) => ReadonlySet<string>;

/** The bake targets whose builds failed, or were not run because others failed. The others can be baked. */
export function failedBuilds(
  needy: ReadonlyMap<string, NeedyTarget>,
  built: BuiltOutside,
  closure: Closure,
): Map<string, Failed> {
  return new Map(
    [...needy].flatMap(([target, { project, builds }]) => {
      const lost = builds.filter((build) => built.tasks.get(buildId(build))?.status !== 'done');
      return lost.length === 0 ? [] : [[target, failure(lost, project, { built, closure })] as const];
    }),
  );
}

interface Facts {
  readonly built: BuiltOutside;
  readonly closure: Closure;
}

function failure(lost: readonly NeededBuild[], project: string, { built, closure }: Facts): Failed {
  const builds = lost.map(buildId);
  const culprits = new Map(lost.flatMap((build) => culpritsOf(build, { built, closure })));
  const ids = [...culprits.keys()].sort();
  const logs = ids.map((id) => ({ id, log: built.logOf(culprits.get(id) ?? '') }));
  const isTold = logs.length > 0 && logs.every(({ log }) => log !== undefined);
  return unseenFailure({
    failureClass: 'build',
    reason: `${(ids.length > 0 ? ids : builds).join(', ')} failed`,
    problem: { kind: 'build-failed', project, builds, culprits: ids },
    log: isTold ? logs.map(({ id, log }) => `> nx run ${id}\n\n${log ?? ''}`).join('\n') : built.log(),
  });
}

/** It, or what failed among the projects that it depends on, or else anything that failed. */
function culpritsOf(
  build: NeededBuild,
  { built, closure }: Facts,
): (readonly [id: string, project: string])[] {
  const failed = [...built.tasks].flatMap(([id, { project, status }]) =>
    status === 'failed' ? [[id, project] as const] : [],
  );
  const own = failed.filter(([id]) => id === buildId(build));
  const near = failed.filter(([, project]) => closure(build.project).has(project));
  return [own, near, failed].find(({ length }) => length > 0) ?? [];
}
