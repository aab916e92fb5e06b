import type { Outcome } from '../../bake/outcomes/outcome';
import { formatProblem, type Problem } from '../../problems';
import { renderTaskOutput } from '../../report/task-output';
import { unreachable } from '../../result';
import type { BuiltTasks } from './run-context';
import { labelsOf } from './bake-settings';
import type { ImageTarget } from '../targets/image-target';

/**
 * What Nx wants to hear about a task. `status` counts from Nx 22.7 on, `success` before. Only when a task of it was
 * `stopped` does a run end as an interrupted one, with 130.
 */
export interface TaskAnswer {
  readonly success: boolean;
  readonly terminalOutput: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly status?: 'success' | 'failure' | 'skipped' | 'stopped';
}

/** One answer for each task of a run that took place. */
export async function answerTasks(
  asked: readonly ImageTarget[],
  built: BuiltTasks,
): Promise<Map<string, TaskAnswer>> {
  const answers = new Map<string, TaskAnswer>();
  for (const one of asked) answers.set(one.id, await answer(one, built));
  return answers;
}

async function answer(asked: ImageTarget, built: BuiltTasks): Promise<TaskAnswer> {
  const { planned, report, unwritten = [] } = built;
  if (report === undefined)
    return { success: true, terminalOutput: 'Dry run: nothing was built.\n', status: 'success' };
  const target = planned.targetOf.get(asked.id) ?? '';
  const outcome = report.outcomes.get(target);
  if (outcome === undefined)
    return { success: false, terminalOutput: 'bake was not asked for it\n', status: 'failure' };
  const untold = untoldBase(outcome, built);
  const told = [target, ...(untold === undefined ? [] : [untold])];
  const output = (await Promise.all(told.map((name) => outputOf(name, built)))).join('');
  const lost = unwritten.filter(({ project }) => project === undefined || project === asked.project);
  return {
    ...(lost.length > 0 || untold !== undefined ? FAILURE : statusOf(outcome)),
    terminalOutput: [output, ...lost.map((problem) => `${formatProblem(problem)}\n`)].join(''),
    ...times(outcome),
  };
}

/** The failed base of a skipped target that no task stands for: nobody else would tell why. */
function untoldBase(outcome: Outcome, { planned, report }: BuiltTasks): string | undefined {
  if (outcome.kind !== 'skipped') return undefined;
  const isTold = [...planned.targetOf.values()].includes(outcome.base);
  return isTold || report?.outcomes.get(outcome.base) === undefined ? undefined : outcome.base;
}

async function outputOf(target: string, { planned, report }: BuiltTasks): Promise<string> {
  const outcome = report?.outcomes.get(target);
  if (outcome === undefined) return '';
  const isAsked = [...planned.targetOf.values()].includes(target);
  const calls = report?.calls.filter((call) =>
    isAsked ? call.targets.includes(target) : call.outcomes.has(target),
  );
  return renderTaskOutput({
    target,
    outcome,
    vertices: (calls ?? []).flatMap((call) => call.vertices),
    rerun: `nx run ${planned.reads.get(target)?.imageTarget.place ?? target}`,
    labels: labelsOf(planned),
  }).catch((error: unknown) => `nx-bake could not tell what became of it: ${String(error)}\n`);
}

/** Also where the image is there and its file is not: who deploys by the file would not get it. */
const FAILURE = { success: false, status: 'failure' } as const;

function statusOf(outcome: Outcome): Pick<TaskAnswer, 'success' | 'status'> {
  switch (outcome.kind) {
    case 'built':
    case 'reused':
      return { success: true, status: 'success' };
    case 'failed':
      return { success: false, status: 'failure' };
    case 'cancelled':
      return { success: false, status: outcome.because.kind === 'signal' ? 'stopped' : 'skipped' };
    case 'skipped':
      return { success: false, status: 'skipped' };
    default:
      return unreachable(outcome);
  }
}

const times = ({ startTime, endTime }: Outcome): Pick<TaskAnswer, 'startTime' | 'endTime'> => ({
  ...(startTime === undefined ? {} : { startTime }),
  ...(endTime === undefined ? {} : { endTime }),
});

/**
 * When nothing could be built: the tasks whose projects have the problems fail with them; the others are skipped.
 * A problem of no project in particular (no docker), or of a base that no task stands for, is every task's.
 */
export function answerProblems(
  asked: readonly ImageTarget[],
  problems: readonly Problem[],
): Map<string, TaskAnswer> {
  const projects = new Set(asked.map(({ project }) => project));
  const common = problems.filter(({ project }) => project === undefined || !projects.has(project));
  return new Map(
    asked.map((one) => {
      const own = [...common, ...problems.filter((problem) => problem.project === one.project)];
      return [one.id, own.length > 0 ? failure(own) : notStarted(problems)];
    }),
  );
}

/** When somebody stopped the run before anything was built. */
export const answerStopped = (asked: readonly ImageTarget[], signal: AbortSignal): Map<string, TaskAnswer> =>
  new Map(
    asked.map(({ id }) => [
      id,
      {
        success: false,
        status: 'stopped',
        terminalOutput: `not built: stopped by ${String(signal.reason)}\n`,
      },
    ]),
  );

const failure = (problems: readonly Problem[]): TaskAnswer => ({
  success: false,
  status: 'failure',
  terminalOutput: `${problems.map(formatProblem).join('\n')}\n`,
});

const notStarted = (problems: readonly Problem[]): TaskAnswer => {
  const projects = [...new Set(problems.flatMap((problem) => problem.project ?? []))].join(', ');
  return {
    success: false,
    status: 'skipped',
    terminalOutput: `Not built, because nothing is built while ${projects} cannot be.\n`,
  };
};
