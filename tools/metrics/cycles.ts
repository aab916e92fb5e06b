import type { ImportGraph } from './import-graph';

/** One cycle of imports for each group of files that reach each other, the shortest through its first file. */
export function importCycles(graph: ImportGraph): string[][] {
  const reached = new Map([...graph.keys()].map((path) => [path, reachedFrom(graph, path)]));
  const told = new Set<string>();
  const cycles: string[][] = [];
  for (const path of [...graph.keys()].sort()) {
    if (told.has(path) || reached.get(path)?.has(path) !== true) continue;
    for (const other of reached.get(path) ?? []) if (reached.get(other)?.has(path) === true) told.add(other);
    cycles.push(shortestCycle(graph, path));
  }
  return cycles;
}

function reachedFrom(graph: ImportGraph, start: string): ReadonlySet<string> {
  const reached = new Set((graph.get(start) ?? []).map(({ to }) => to));
  for (const path of reached) for (const { to } of graph.get(path) ?? []) reached.add(to);
  return reached;
}

function shortestCycle(graph: ImportGraph, start: string): string[] {
  const ways = new Map([[start, [start]]]);
  for (const [path, way] of ways)
    for (const { to } of graph.get(path) ?? []) {
      if (to === start) return [...way, start];
      if (!ways.has(to)) ways.set(to, [...way, to]);
    }
  return [start];
}
