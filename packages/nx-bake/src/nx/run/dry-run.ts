import { join } from 'node:path';
import { callArgs, renderRun } from '../../bake/bake-once';
import { commandLine } from '../../bake/command-line';
import { waveSize } from '../../bake/wave-size';
import { canHandOn } from '../../builder/bake-abilities';
import { findBuilder, type Builder } from '../../builder/find-builder';
import type { BakePlan, BakeTarget } from '../../plan/bake-plan';
import { pinnedBases, plannedCalls } from '../../plan/levels';
import { ok, type Result } from '../../result';
import type { BuildContext, BuiltTasks } from './run-context';
import { outsideCommands } from '../outside-builds/outside-builds';
import { pinPublished } from './pin-published';
import { wantedTargets, withContexts, type PreparedRun } from './bake-settings';

/** Prints what would be baked and how, with the very names of a run. */
export async function dryRun(prepared: PreparedRun, context: BuildContext): Promise<Result<BuiltTasks>> {
  const builder = await neededBuilder(prepared);
  if (prepared.planned.published.length > 0 && builder?.ok === false) return builder;
  const withPublished = await pinPublished(prepared.planned, { ...prepared.settings, ...context });
  if (!withPublished.ok) return withPublished;
  const planned = withPublished.value;
  const settings = await withContexts({ ...prepared, planned }, context);
  const targets = byName(planned.plan);
  const pinned = pinnedBases(targets, builder?.ok !== true || canHandOn(builder.value));
  outsideCommands(prepared.needed.builds, settings).forEach(context.write);
  context.write(renderRun(planned.plan, settings));
  for (const base of pinned)
    context.write(`# Instead of "target:${base}" later calls get the digest of what an earlier one built.`);
  const calls = plannedCalls(wantedTargets(planned), targets, { pinned, size: waveSize(settings) });
  for (const [index, names] of calls.entries()) {
    const file = join(settings.folder, `call-${index + 1}.hcl`);
    context.write(commandLine(['docker', ...callArgs(file, names, settings)]));
  }
  return ok({ planned });
}

const byName = ({ targets }: BakePlan): Map<string, BakeTarget> =>
  new Map(targets.map((target) => [target.name, target]));

/**
 * Published bases need docker. What the calls would be depends on the builder where bases may be handed on: there a dry
 * run creates none, and without one it shows what most do.
 */
async function neededBuilder({
  planned,
  settings,
  options,
}: PreparedRun): Promise<Result<Builder> | undefined> {
  if (planned.published.length > 0) return findBuilder(settings.docker, options.builder);
  if (pinnedBases(byName(planned.plan), true).size === 0) return undefined;
  return findBuilder(settings.docker, options.builder && { ...options.builder, create: false });
}
