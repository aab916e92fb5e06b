import { posix } from 'node:path';
import type { RunReport } from '../../bake/run-plan';
import type { BakePlan, BakeTarget } from '../../plan/bake-plan';
import { projectsInside } from '../../plan/context-overlay';

/**
 * Maps a bake target whose step failed to a hint at the projects that were left out of its context, as nobody else knows
 * of them. A project that the log names comes first: it may be what the step has missed.
 */
export function pruningHints(
  plan: BakePlan,
  { outcomes }: Pick<RunReport, 'outcomes'>,
  projects: readonly string[],
): ReadonlyMap<string, string> {
  return new Map(
    plan.targets.flatMap((target) => {
      const outcome = outcomes.get(target.name);
      if (
        outcome?.kind !== 'failed' ||
        (outcome.failureClass !== 'step' && outcome.failureClass !== 'dockerfile')
      )
        return [];
      const leftOut = leftOutOf(target, projects);
      if (leftOut.length === 0) return [];
      return [[target.name, wordsOf(leftOut, `${outcome.reason}\n${outcome.log ?? ''}`)] as const];
    }),
  );
}

/** The project folders that pruning leaves out, relative to the context. */
function leftOutOf({ context, pruning, readsContext }: BakeTarget, projects: readonly string[]): string[] {
  if (!pruning.enabled || !readsContext) return [];
  const kept = new Set(projectsInside(context, pruning.kept));
  return projectsInside(context, projects)
    .filter((root) => root !== '.' && !kept.has(root))
    .sort();
}

const MOST = 5;

function wordsOf(leftOut: readonly string[], log: string): string {
  const named = leftOut.filter((root) => log.includes(root));
  const rest = leftOut.filter((root) => !named.includes(root));
  const shown = [...named, ...rest].slice(0, MOST);
  const more = leftOut.length > MOST ? ` and ${leftOut.length - MOST} more` : '';
  const first = named.length === 0 ? '' : `the log names ${named.slice(0, MOST).join(', ')}. `;
  const example = posix.join(shown[0] ?? '', 'package.json');
  return `${first}${shown.join(', ')}${more} ${leftOut.length === 1 ? 'was' : 'were'} left out of the build context, as the project does not depend on ${leftOut.length === 1 ? 'it' : 'them'}. To keep a file, name it in the Dockerfile (COPY ${example}), or all with the option "prune": false`;
}
