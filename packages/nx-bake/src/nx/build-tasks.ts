import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { callArgs, renderRun } from '../bake/bake-once';
import { runPlan, type RunReport } from '../bake/run-plan';
import type { RunSettings } from '../bake/run-state';
import { waveSize } from '../bake/wave-size';
import { writeContexts } from '../bake/write-contexts';
import { findAbilities, NO_ABILITIES } from '../builder/bake-abilities';
import { findBuilder, type Builder } from '../builder/find-builder';
import { pinnedBases, plannedCalls } from '../plan/levels';
import { detectCi } from '../report/ci-groups';
import { wantsColour } from '../report/colour';
import { createLiveReport } from '../report/live';
import type { Problem } from '../problems';
import { fail, ok, type Result } from '../result';
import { caughtUp } from './caught-up';
import { listenerTo } from './listener-to';
import { findUnsupported } from './find-unsupported';
import { existingOverride } from './override-file';
import { planTasks, type PlannedTasks } from './plan-tasks';
import { pinPublished } from './pin-published';
import { printSummary } from './print-summary';
import type { Asked } from './requests/asked';
import { readRunFacts } from './run-facts';
import { withRunFolder } from './run-folder';
import { runOptions, type RunOptions } from './run-options';
import { workspaceEdges, workspaceSettings } from './workspace-settings';

export interface BuildContext {
  readonly root: string;
  readonly nxJson: ExecutorContext['nxJsonConfiguration'] | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Everything in the workspace that builds an image. */
  readonly images: () => readonly Asked[];
  /** The folders of all projects. */
  readonly projects: readonly string[];
  readonly signal: AbortSignal;
  /** The files that the run writes of its images. */
  readonly written: readonly string[];
  /** Where the run's words go, line by line. */
  readonly write: (line: string) => void;
}

/** What a run was, for the answers to its tasks. A dry run has no report. */
export interface BuiltTasks {
  readonly planned: PlannedTasks;
  readonly report?: RunReport;
  readonly builder?: Builder;
  /** What went wrong with the files of the run's images. */
  readonly unwritten?: readonly Problem[];
}

/** Everything between Nx's tasks and their outcomes: plan, look at the builder, bake, tell. */
export async function buildTasks(
  asked: readonly Asked[],
  context: BuildContext,
): Promise<Result<BuiltTasks>> {
  const facts = await readRunFacts(context.root, context.env, context.nxJson?.defaultBase);
  const planned = planTasks(asked, {
    root: context.root,
    all: context.images(),
    settings: { ...workspaceSettings(context.nxJson, context.env), facts },
    edges: workspaceEdges(context.nxJson),
  });
  if (!planned.ok) return planned;
  if (context.env['NX_VERBOSE_LOGGING'] === 'true') planned.value.notes.forEach(context.write);
  const options = runOptions(planned.value.options);
  if (!options.ok) return options;
  return withRunFolder(context.root, context.env, async (folder) => {
    const prepared = await prepare(planned.value, options.value, { ...context, folder });
    return options.value.dryRun
      ? dryRun(prepared, options.value, context)
      : bake(prepared, options.value, context);
  });
}

interface Prepared {
  readonly planned: PlannedTasks;
  readonly settings: RunSettings;
}

async function prepare(
  planned: PlannedTasks,
  options: RunOptions,
  context: BuildContext & { readonly folder: string },
): Promise<Prepared> {
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
    dockerfiles: await writeContexts(planned.plan.targets, context),
    listener: listenerTo(live, { ci: detectCi(context.env), write: context.write }),
    maxTargets: options.maxTargets,
    ...(options.maxParallel === undefined ? {} : { maxParallel: options.maxParallel }),
    abilities: NO_ABILITIES,
    retries: options.retries,
    failFast: options.failFast,
  };
  return { planned, settings };
}

async function bake(
  prepared: Prepared,
  options: RunOptions,
  context: BuildContext,
): Promise<Result<BuiltTasks>> {
  const { settings } = prepared;
  const builder = await findBuilder(settings.docker, options.builder);
  if (!builder.ok) return builder;
  const pinned = await pinPublished(prepared.planned, { ...settings, ...context });
  if (!pinned.ok) return pinned;
  const planned = pinned.value;
  const unsupported = findUnsupported(planned.plan, builder.value, context.env);
  if (unsupported.length > 0) return fail(unsupported);
  const startedAt = Date.now();
  const abilities = await findAbilities(settings.docker, builder.value.buildxVersion);
  const report = await runPlan(planned.plan, wanted(planned), { ...settings, abilities });
  // what was built stays built, even where it cannot be told
  await printSummary({ planned, report, durationMs: Date.now() - startedAt }, context).catch(complain);
  return ok({ planned, report, builder: builder.value });
}

const complain = (error: unknown): void => {
  process.stderr.write(`nx-bake could not print the summary: ${String(error)}\n`);
};

/** Prints what would be baked and how, with the very names of a run. */
async function dryRun(
  prepared: Prepared,
  options: RunOptions,
  context: BuildContext,
): Promise<Result<BuiltTasks>> {
  const { settings } = prepared;
  const pinned = await pinnedForDryRun(prepared, options, context);
  if (!pinned.ok) return pinned;
  const planned = pinned.value;
  const targets = new Map(planned.plan.targets.map((target) => [target.name, target]));
  const calls = plannedCalls(wanted(planned), targets, waveSize(settings));
  context.write(renderRun(planned.plan, settings));
  for (const base of pinnedBases(targets))
    context.write(`# Instead of "target:${base}" later calls get the digest of what an earlier one built.`);
  for (const [index, names] of calls.entries()) {
    const file = join(settings.folder, `call-${index + 1}.hcl`);
    context.write(['docker', ...callArgs(file, names, settings)].join(' '));
  }
  return ok({ planned });
}

/** Only published bases need docker. */
async function pinnedForDryRun(
  { planned, settings }: Prepared,
  options: RunOptions,
  context: BuildContext,
): Promise<Result<PlannedTasks>> {
  if (planned.published.length === 0) return ok(planned);
  const builder = await findBuilder(settings.docker, options.builder);
  return builder.ok ? pinPublished(planned, { ...settings, ...context }) : builder;
}

const wanted = (planned: PlannedTasks): string[] => [...planned.targetOf.values()];

export const labelsOf = (planned: PlannedTasks): ReadonlyMap<string, string> =>
  new Map(planned.plan.targets.map((target) => [target.name, target.project]));
