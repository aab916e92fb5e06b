interface Progress {
  readonly vertexes?: readonly {
    readonly digest: string;
    readonly name: string;
    readonly completed?: string;
    readonly cached?: boolean;
    readonly error?: string;
  }[];
}

/** How many different expensive steps really ran, by the progress records of `--progress=rawjson`. */
export function expensiveSteps(output: string): number {
  const ran = new Set<string>();
  const cached = new Set<string>();
  for (const line of output.split('\n')) {
    if (!line.startsWith('{"vertexes"')) continue;
    for (const vertex of (JSON.parse(line) as Progress).vertexes ?? []) {
      // BuildKit's record
      if (!vertex.name.includes('expensive') || vertex.completed === undefined) continue;
      (vertex.cached === true ? cached : ran).add(vertex.digest);
    }
  }
  return [...ran].filter((digest) => !cached.has(digest)).length;
}
