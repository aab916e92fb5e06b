import { overriddenPlan } from '../../bake/overridden-plan';
import { runPlan } from '../../bake/run-plan';
import { findAbilities } from '../../builder/bake-abilities';
import { findBuilder } from '../../builder/find-builder';
import { detectCi } from '../../ci/log-groups';
import { fail, ok, type Result } from '../../result';
import { targetsOfWorkspace } from '../targets/targets-of-workspace';
import type { BuildContext, BuiltTasks } from './run-context';
import { buildOutside, type OutsideRun } from '../outside-builds/outside-builds';
import { neededBuilds } from '../outside-builds/needed-builds';
import { dryRun } from './dry-run';
import { findUnsupported } from './check-builder';
import { planTasks } from '../planning/plan-tasks';
import { platformWarnings, warningLines, withWarnings } from './platform-warnings';
import { pinPublished } from './pin-published';
import { labelsOf, prepareRun, wantedTargets, withContexts, type PreparedRun } from './bake-settings';
import { printSummary } from './print-summary';
import type { ImageTarget } from '../targets/image-target';
import { readRunFacts } from '../../ci/read-run-facts';
import { withRunFolder } from '../files/run-folder';
import { runOptions } from '../options/run-options';
import { workspaceEdges, workspaceSettings } from '../options/nx-json';

/** Everything between Nx's tasks and their outcomes: plan, look at the builder, build outside docker, bake, tell. */
export async function buildTasks(
  asked: readonly ImageTarget[],
  context: BuildContext,
): Promise<Result<BuiltTasks>> {
  const { root, nxJson, env, graph } = context;
  const facts = await readRunFacts(root, env, nxJson?.defaultBase);
  const planned = planTasks(asked, {
    root,
    all: targetsOfWorkspace(graph, nxJson),
    settings: { ...workspaceSettings(nxJson, env), facts },
    edges: workspaceEdges(nxJson),
  });
  if (!planned.ok) return planned;
  const needed = neededBuilds(planned.value.reads, context);
  if (env['NX_VERBOSE_LOGGING'] === 'true') [...planned.value.notes, ...needed.notes].forEach(context.write);
  const options = runOptions(planned.value.options);
  if (!options.ok) return options;
  return withRunFolder(root, env, async (folder) => {
    const beginning = { planned: planned.value, needed, options: options.value };
    const prepared = await prepareRun(beginning, { ...context, folder });
    return options.value.dryRun ? dryRun(prepared, context) : bake(prepared, context);
  });
}

async function bake(prepared: PreparedRun, context: BuildContext): Promise<Result<BuiltTasks>> {
  const { settings, options } = prepared;
  const builder = await findBuilder(settings.docker, options.builder);
  if (!builder.ok) return builder;
  const pinned = await pinPublished(prepared.planned, { ...settings, ...context });
  if (!pinned.ok) return pinned;
  const { plan, moved } = await overriddenPlan(pinned.value.plan, wantedTargets(pinned.value), settings);
  const planned = { ...pinned.value, plan };
  const unsupported = findUnsupported(plan, builder.value, context.env);
  if (unsupported.length > 0) return fail(unsupported);
  const warnings = platformWarnings(plan, builder.value);
  warningLines(warnings, labelsOf(planned)).forEach(context.write);
  const failed = await buildOutside(prepared.needed.builds, outsideRun(prepared, context));
  // the answers are those of a run that was stopped
  if (context.signal.aborted) return fail([]);
  const startedAt = Date.now();
  const abilities = await findAbilities(settings.docker, builder.value, plan);
  const contexts = await withContexts({ ...prepared, planned }, context, moved);
  const ran = await runPlan(plan, wantedTargets(planned), { ...contexts, abilities, failed });
  const report = withWarnings(ran, warnings);
  // what was built stays built, even where it cannot be told
  await printSummary({ planned, report, durationMs: Date.now() - startedAt }, context).catch(complain);
  return ok({ planned, report, builder: builder.value });
}

const outsideRun = (
  { planned, settings, options: { progress, failFast } }: PreparedRun,
  { root, graph, env, write }: BuildContext,
): OutsideRun => ({
  ...settings.docker,
  cwd: root,
  folder: settings.folder,
  failFast,
  ci: detectCi(env),
  write: progress === 'quiet' ? () => undefined : write,
  graph,
  labels: labelsOf(planned),
});

const complain = (error: unknown): void => {
  process.stderr.write(`nx-bake could not print the summary: ${String(error)}\n`);
};
