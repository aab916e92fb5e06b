import { join } from 'node:path';
import { callArgs, renderRun } from '../../bake/bake-once';
import { commandLine } from '../../bake/argv';
import { waveSize } from '../../bake/run';
import { writeContexts } from '../../bake/write-contexts';
import { canHandOn, NO_ABILITIES } from '../../builder/bake-abilities';
import { findBuilder, type Builder } from '../../builder/find-builder';
import type { BakePlan, BakeTarget } from '../../plan/bake-plan';
import { pinnedBases, plannedCalls } from '../../plan/levels';
import { ok, type Result } from '../../result';
import { outsideCommands } from '../outside-builds/outside-builds';
import { wantedTargets } from '../planning/plan-tasks';
import { callSettings, contextSettings, existingOverride } from './bake-settings';
import { pinPublished } from './pin-published';
import { dockerRun, type RunIntent, type RunPlace } from './run-context';

/** Renders what would be baked and how, with the very names of a run. */
export async function dryRun(intent: RunIntent, place: RunPlace): Promise<Result<string[]>> {
  const { options, needed } = intent;
  const docker = dockerRun(place);
  const builder = await neededBuilder(intent, place);
  if (intent.planned.published.length > 0 && builder?.ok === false) return builder;
  const planned = await pinPublished(intent.planned, { ...place, docker, builder: options.builder?.name });
  if (!planned.ok) return planned;
  const { plan } = planned.value;
  const settings = callSettings(
    {
      options,
      // a dry run may do without docker, so it shows what every buildx can do
      abilities: NO_ABILITIES,
      ownContexts: await writeContexts(plan.targets, contextSettings(place)),
      override: existingOverride(place),
    },
    place,
  );
  const targets = byName(plan);
  const pinned = pinnedBases(targets, builder?.ok !== true || canHandOn(builder.value));
  const calls = plannedCalls(wantedTargets(planned.value), targets, { pinned, size: waveSize(settings) });
  return ok([
    ...outsideCommands(needed.builds, settings),
    ...renderRun(plan, settings).split('\n'),
    ...[...pinned].map(
      (base) => `# Instead of "target:${base}" later calls get the digest of what an earlier one built.`,
    ),
    ...calls.map((names, index) => {
      const file = join(settings.folder, `call-${index + 1}.hcl`);
      return commandLine(['docker', ...callArgs(file, names, settings)]);
    }),
  ]);
}

const byName = ({ targets }: BakePlan): Map<string, BakeTarget> =>
  new Map(targets.map((target) => [target.name, target]));

/**
 * Finds the builder where the plan depends on it: published bases need docker, and whether bases may be handed on is
 * the builder's to say. For the latter a dry run creates none, and without one it shows what most do.
 */
async function neededBuilder(
  { planned, options }: RunIntent,
  place: RunPlace,
): Promise<Result<Builder> | undefined> {
  if (planned.published.length > 0) return findBuilder(dockerRun(place), options.builder);
  if (pinnedBases(byName(planned.plan), true).size === 0) return undefined;
  return findBuilder(dockerRun(place), options.builder && { ...options.builder, create: false });
}
