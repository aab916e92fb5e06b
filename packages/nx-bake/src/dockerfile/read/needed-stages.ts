/** The target and all that it reads, directly or not. Stages may read in a circle: the engine refuses that, we only end. */
export function neededStages(reads: readonly (readonly number[])[], target: number): ReadonlySet<number> {
  const needed = new Set<number>();
  const open = [target];
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    if (needed.has(stage)) continue;
    needed.add(stage);
    open.push(...(reads[stage] ?? []));
  }
  return needed;
}
