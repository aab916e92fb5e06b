import { join } from 'node:path';
import { callArgs, renderRun } from '../bake/bake-once';
import { commandLine } from '../bake/command-line';
import { waveSize } from '../bake/wave-size';
import { findBuilder } from '../builder/find-builder';
import { pinnedBases, plannedCalls } from '../plan/levels';
import { ok, type Result } from '../result';
import type { BuildContext, BuiltTasks } from './build-context';
import { outsideCommands } from './builds/outside-builds';
import { pinPublished } from './pin-published';
import type { PlannedTasks } from './plan-tasks';
import { wantedTargets, withContexts, type PreparedRun } from './prepare-run';

/** Prints what would be baked and how, with the very names of a run. */
export async function dryRun(prepared: PreparedRun, context: BuildContext): Promise<Result<BuiltTasks>> {
  const pinned = await pinnedPlan(prepared, context);
  if (!pinned.ok) return pinned;
  const planned = pinned.value;
  const settings = await withContexts({ ...prepared, planned }, context);
  const targets = new Map(planned.plan.targets.map((target) => [target.name, target]));
  outsideCommands(prepared.needed.builds, settings).forEach(context.write);
  context.write(renderRun(planned.plan, settings));
  for (const base of pinnedBases(targets))
    context.write(`# Instead of "target:${base}" later calls get the digest of what an earlier one built.`);
  const calls = plannedCalls(wantedTargets(planned), targets, waveSize(settings));
  for (const [index, names] of calls.entries()) {
    const file = join(settings.folder, `call-${index + 1}.hcl`);
    context.write(commandLine(['docker', ...callArgs(file, names, settings)]));
  }
  return ok({ planned });
}

/** Only published bases need docker. */
async function pinnedPlan(
  { planned, settings, options }: PreparedRun,
  context: BuildContext,
): Promise<Result<PlannedTasks>> {
  if (planned.published.length === 0) return ok(planned);
  const builder = await findBuilder(settings.docker, options.builder);
  return builder.ok ? pinPublished(planned, { ...settings, ...context }) : builder;
}
