import type { Outcome } from '../../bake/outcomes/outcome';
import { detectCi, withoutCommands } from '../../ci/log-groups';
import { formatProblem, type Problem } from '../../problems';
import { renderTaskOutput } from '../../report/task-output';
import { unreachable } from '../../result';
import { nxVersion } from '../files/nx-version';
import { labelsOf, wantedTargets } from '../planning/plan-tasks';
import type { ImageTarget } from '../targets/image-target';
import type { RunContext } from './run-context';
import type { Built, RunEnd } from './run-end';

/**
 * The answer that Nx expects for a task. `status` counts from Nx 22.7 on, `success` before. Only when one of its tasks
 * was `stopped` does a run end as an interrupted one, with 130.
 */
export interface TaskAnswer {
  readonly success: boolean;
  readonly terminalOutput: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly status?: 'success' | 'failure' | 'skipped' | 'stopped';
}

/** As much of a task as every answer needs. */
type Task = Pick<ImageTarget, 'id' | 'project'>;

/** Answers each task by the end of its run. */
export async function answerEnd(
  imageTargets: readonly ImageTarget[],
  end: RunEnd,
  { startedAt, env }: { readonly startedAt: number; readonly env: RunContext['env'] },
): Promise<Map<string, TaskAnswer>> {
  switch (end.kind) {
    case 'stopped':
      return sameForAll(imageTargets, stopped(end.by));
    case 'refused':
      return forNx(harmless(answerProblems(imageTargets, end.problems), env), nxVersion().major);
    case 'dry-run':
      return timed(sameForAll(imageTargets, DRY), startedAt);
    case 'built':
      return timed(forNx(harmless(await answerBuilt(imageTargets, end), env), nxVersion().major), startedAt);
    default:
      return unreachable(end);
  }
}

/** Answers the tasks of a run that a bug of ours has ended. */
export function answerCrash(
  tasks: readonly Task[],
  error: unknown,
  { signal, env }: Pick<RunContext, 'signal' | 'env'>,
): Map<string, TaskAnswer> {
  if (signal.aborted) return sameForAll(tasks, stopped(String(signal.reason)));
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return harmless(answerProblems(tasks, [{ kind: 'run-crashed', detail }]), env);
}

const sameForAll = (tasks: readonly Task[], answer: TaskAnswer): Map<string, TaskAnswer> =>
  new Map(tasks.map(({ id }) => [id, answer]));

/** A task that has no times of its own, as nothing was built for it, gets those of the run. */
const timed = (
  answers: ReadonlyMap<string, TaskAnswer>,
  startTime: number,
  endTime = Date.now(),
): Map<string, TaskAnswer> =>
  new Map([...answers].map(([id, answer]) => [id, { startTime, endTime, ...answer }]));

/**
 * Nx 22.7 and 23 end with 130, as if somebody had stopped the command, when a task was skipped after a failure; Nx 24
 * ends with 1. For those a skipped task has failed.
 */
function forNx(answers: ReadonlyMap<string, TaskAnswer>, major: number): Map<string, TaskAnswer> {
  const known = (answer: TaskAnswer): TaskAnswer =>
    answer.status === 'skipped' && major < 24 ? { ...answer, status: 'failure' } : answer;
  return new Map([...answers].map(([id, answer]) => [id, known(answer)]));
}

/** Logs of builds must not command the CI system that shows them. */
function harmless(answers: ReadonlyMap<string, TaskAnswer>, env: RunContext['env']): Map<string, TaskAnswer> {
  const ci = detectCi(env);
  return new Map(
    [...answers].map(([id, answer]) => [
      id,
      { ...answer, terminalOutput: withoutCommands(answer.terminalOutput, ci) },
    ]),
  );
}

const DRY: TaskAnswer = {
  success: true,
  status: 'success',
  terminalOutput: 'Dry run: nothing was built.\n',
};

const stopped = (by: string): TaskAnswer => ({
  success: false,
  status: 'stopped',
  terminalOutput: `not built: stopped by ${by}\n`,
});

async function answerBuilt(
  imageTargets: readonly ImageTarget[],
  built: Built,
): Promise<Map<string, TaskAnswer>> {
  const answers = new Map<string, TaskAnswer>();
  for (const one of imageTargets) answers.set(one.id, await answer(one, built));
  return answers;
}

async function answer({ id, project }: ImageTarget, built: Built): Promise<TaskAnswer> {
  const { planned, report, unwritten } = built;
  const target = planned.targetOf.get(id);
  const outcome = target === undefined ? undefined : report.outcomes.get(target);
  if (target === undefined || outcome === undefined)
    return {
      success: false,
      terminalOutput: 'This target was not part of the bake call.\n',
      status: 'failure',
    };
  const base = untoldBase(outcome, built);
  const output = await outputOf(target, built);
  const baseOutput = base === undefined ? '' : await outputOf(base, built);
  const lost = unwritten.filter((problem) => problem.project === undefined || problem.project === project);
  return {
    ...(lost.length > 0 || base !== undefined ? FAILURE : statusOf(outcome)),
    terminalOutput: [output, baseOutput, ...lost.map((problem) => `${formatProblem(problem)}\n`)].join(''),
    ...times(outcome),
  };
}

/** The failed base of a skipped target, where no task stands for it: no other answer would report its failure. */
function untoldBase(outcome: Outcome, { planned, report }: Built): string | undefined {
  if (outcome.kind !== 'skipped') return undefined;
  const hasTask = wantedTargets(planned).includes(outcome.base);
  return hasTask || !report.outcomes.has(outcome.base) ? undefined : outcome.base;
}

async function outputOf(target: string, { planned, report }: Built): Promise<string> {
  const outcome = report.outcomes.get(target);
  if (outcome === undefined) return '';
  const isWanted = wantedTargets(planned).includes(target);
  const calls = report.calls.filter((call) =>
    isWanted ? call.targets.includes(target) : call.outcomes.has(target),
  );
  return renderTaskOutput({
    target,
    outcome,
    vertices: calls.flatMap((call) => call.vertices),
    rerun: `nx run ${planned.reads.get(target)?.imageTarget.place ?? target}`,
    labels: labelsOf(planned),
  }).catch((error: unknown) => `nx-bake could not report the outcome: ${String(error)}\n`);
}

/** A task also fails where its image is there and the image's file is not: who deploys by the file would not get it. */
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
 * Fails the tasks whose projects have the problems, and skips the others, since nothing was built. A problem of no
 * project in particular (no docker), or of a base that no task stands for, is every task's.
 */
function answerProblems(tasks: readonly Task[], problems: readonly Problem[]): Map<string, TaskAnswer> {
  const projects = new Set(tasks.map(({ project }) => project));
  const common = problems.filter(({ project }) => project === undefined || !projects.has(project));
  return new Map(
    tasks.map(({ id, project }) => {
      const own = [...common, ...problems.filter((problem) => problem.project === project)];
      return [id, own.length > 0 ? failure(own) : notStarted(problems)];
    }),
  );
}

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
