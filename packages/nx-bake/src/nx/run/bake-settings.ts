import type { RunSettings } from '../../bake/run-state';
import { writeContexts } from '../../bake/write-contexts';
import { NO_ABILITIES } from '../../builder/bake-abilities';
import { detectCi } from '../../ci/log-groups';
import { wantsColour } from '../../report/colour';
import { createLiveReport } from '../../report/live/live';
import type { BuildContext } from './run-context';
import type { NeededBuilds } from '../outside-builds/needed-builds';
import { caughtUp } from './caught-up';
import { listenerTo } from './print-progress';
import { existingOverride } from './override-file';
import { pauseBefore } from '../../bake/retry-pause';
import type { PlannedTasks } from '../planning/plan-tasks';
import type { RunOptions } from '../options/run-options';

/** What a run and a dry run begin with. */
export interface PreparedRun {
  readonly planned: PlannedTasks;
  readonly needed: NeededBuilds;
  readonly options: RunOptions;
  readonly settings: RunSettings;
}

export async function prepareRun(
  { planned, needed, options }: Omit<PreparedRun, 'settings'>,
  context: BuildContext & { readonly folder: string },
): Promise<PreparedRun> {
  const live = await createLiveReport({
    mode: options.progress,
    labels: labelsOf(planned),
    colour: wantsColour(context.env, process.stdout.isTTY),
    now: Date.now,
  });
  const settings: RunSettings = {
    folder: context.folder,
    docker: {
      cwd: context.root,
      env: context.env,
      signal: context.signal,
      caughtUp: () => caughtUp(context.signal),
    },
    ...(options.builder === undefined ? {} : { builder: options.builder.name }),
    ...existingOverride(context),
    ownContexts: new Map(),
    listener: listenerTo(live, { ci: detectCi(context.env), write: context.write }),
    maxTargets: options.maxTargets,
    ...(options.maxParallel === undefined ? {} : { maxParallel: options.maxParallel }),
    abilities: NO_ABILITIES,
    retries: options.retries,
    pause: (ms, names) => {
      const labels = names.map((name) => labelsOf(planned).get(name) ?? name).join(', ');
      const write = options.progress === 'quiet' ? () => undefined : context.write;
      return pauseBefore(`trying ${labels} again`, ms, { ...context, write });
    },
    failFast: options.failFast,
  };
  return { planned, needed, options, settings };
}

/** With what the builds have left in the contexts; `moved` ones are the user's own affair. */
export async function withContexts(
  { planned, settings }: PreparedRun,
  context: BuildContext,
  moved: ReadonlySet<string> = new Set(),
): Promise<RunSettings> {
  const ours = planned.plan.targets.filter(({ name }) => !moved.has(name));
  return { ...settings, ownContexts: await writeContexts(ours, { ...context, folder: settings.folder }) };
}

/** The targets that somebody asked for. */
export const wantedTargets = ({ targetOf }: PlannedTasks): string[] => [...targetOf.values()];

/** Bake target → the project that people know it by. */
export const labelsOf = ({ plan }: PlannedTasks): ReadonlyMap<string, string> =>
  new Map(plan.targets.map((target) => [target.name, target.project]));
