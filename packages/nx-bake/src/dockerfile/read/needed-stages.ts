/** The target and all that it reads, directly or not. Ends on a cycle of stages, which the engine will refuse. */
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
