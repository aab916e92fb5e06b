import type { RunReport } from '../../bake/run-plan';
import type { Builder } from '../../builder/find-builder';
import { missingPlatforms } from '../../builder/missing-platforms';
import type { BakePlan } from '../../plan/bake-plan';

/** Bake target → what is to be said of its platforms before it is built. */
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

/** Each warning once, with all that it is of. */
export function warningLines(
  warnings: ReadonlyMap<string, string>,
  labels: ReadonlyMap<string, string>,
): string[] {
  const users = new Map<string, string[]>();
  for (const [target, words] of warnings)
    users.set(words, [...(users.get(words) ?? []), labels.get(target) ?? target]);
  return [...users].map(([words, names]) => `warning: ${names.join(', ')}: ${words}`);
}

/** For the tasks' own output. */
export function withWarnings(report: RunReport, warnings: ReadonlyMap<string, string>): RunReport {
  const outcomes = [...report.outcomes].map(([target, outcome]) => {
    const warning = warnings.get(target);
    const all = warning === undefined ? outcome.warnings : [warning, ...outcome.warnings];
    return [target, { ...outcome, warnings: all }] as const;
  });
  return { ...report, outcomes: new Map(outcomes) };
}
