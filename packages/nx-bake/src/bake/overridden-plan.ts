import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readDocker } from '../builder/docker';
import type { BakePlan, BakeTarget } from '../plan/bake-plan';
import { renderRun, type BakeSettings } from './bake-once';
import { printedPlan } from './printed-plan';

export interface OverriddenPlan {
  readonly plan: BakePlan;
  /** Targets whose context or Dockerfile the user's own files name. */
  readonly moved: ReadonlySet<string>;
}

/**
 * A plan as the user's own bake files change it: asked of bake itself, which merges them. Where bake cannot read them
 * the plan stays as it is, for the bake that follows says so to each task.
 */
export async function overriddenPlan(
  plan: BakePlan,
  wanted: readonly string[],
  { folder, docker, override }: Pick<BakeSettings, 'folder' | 'docker' | 'override'>,
): Promise<OverriddenPlan> {
  if (override === undefined) return { plan, moved: new Set() };
  const file = join(folder, 'plan.hcl');
  await writeFile(file, renderRun(plan, { ownContexts: new Map(), override }));
  const files = [file, ...override.files].flatMap((path) => ['--file', path]);
  const { code, stdout } = await readDocker(['buildx', 'bake', ...files, '--print', '--', ...wanted], docker);
  const printed = code === 0 ? printedPlan(plan, stdout) : plan;
  return { plan: printed, moved: movedIn(printed, plan) };
}

function movedIn(printed: BakePlan, plan: BakePlan): Set<string> {
  const places = new Set(plan.targets.map(placeOf));
  return new Set(printed.targets.filter((target) => !places.has(placeOf(target))).map(({ name }) => name));
}

const placeOf = ({ name, context, dockerfile }: BakeTarget): string => [name, context, dockerfile].join('\n');
