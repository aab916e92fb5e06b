import type { RunReport } from '../../bake/run-plan';
import type { Builder } from '../../builder/find-builder';
import { missingPlatforms } from '../../builder/missing-platforms';
import { findUnsupportedCaches } from '../../cache/cache-support';
import { findMissingGhaEnvironment } from '../../cache/backends/gha-environment';
import type { BakePlan } from '../../plan/bake-plan';
import type { Problem } from '../../problems';

/** An engine without containerd's image store has no place for an image of several platforms. */
function findUnsupportedPlatforms(plan: BakePlan, builder: Builder): Problem[] {
  if (builder.driver !== 'docker' || builder.containerdSnapshotter) return [];
  const platforms = plan.targets
    .filter((target) => target.platforms.length > 1)
    .flatMap((target) => target.platforms);
  return platforms.length === 0
    ? []
    : [{ kind: 'platforms-unsupported', builder: builder.name, platforms: [...new Set(platforms)].sort() }];
}

/** Finds what this builder cannot do, before bake drops it in silence or fails without a name. */
export function findUnsupported(
  plan: BakePlan,
  builder: Builder,
  env: Readonly<Record<string, string | undefined>>,
): Problem[] {
  const caches = plan.targets.map((target) => ({ from: target.cacheFrom, to: target.cacheTo }));
  return [
    ...findUnsupportedCaches(caches, builder),
    ...findMissingGhaEnvironment(caches, env),
    ...findUnsupportedPlatforms(plan, builder),
  ];
}

/** Maps a bake target to the warning on platforms that the builder does not name. */
export function platformWarnings(plan: BakePlan, builder: Builder): ReadonlyMap<string, string> {
  return new Map(
    plan.targets.flatMap((target) => {
      const missing = missingPlatforms(target, builder);
      return missing.length === 0 ? [] : [[target.name, wordsOf(missing, builder)] as const];
    }),
  );
}

const wordsOf = (missing: readonly string[], { name, platforms }: Builder): string =>
  `built for ${missing.join(', ')}, which the builder "${name}" does not name (only ${platforms.join(', ')}). A RUN of such an image fails there. Install QEMU (docker run --privileged --rm tonistiigi/binfmt --install all), or use a builder that has these platforms (option "builder").`;

/** Renders each warning once, with all projects that it holds for. */
export function warningLines(
  warnings: ReadonlyMap<string, string>,
  labels: ReadonlyMap<string, string>,
): string[] {
  const projects = new Map<string, string[]>();
  for (const [target, words] of warnings)
    projects.set(words, [...(projects.get(words) ?? []), labels.get(target) ?? target]);
  return [...projects].map(([words, names]) => `warning: ${names.join(', ')}: ${words}`);
}

/** Adds the warnings to the outcomes, from which they get into the tasks' own output. */
export function withWarnings(report: RunReport, warnings: ReadonlyMap<string, string>): RunReport {
  const outcomes = [...report.outcomes].map(([target, outcome]) => {
    const warning = warnings.get(target);
    const all = warning === undefined ? outcome.warnings : [warning, ...outcome.warnings];
    return [target, { ...outcome, warnings: all }] as const;
  });
  return { ...report, outcomes: new Map(outcomes) };
}
