import type { CallEvidence, OutcomeTarget } from './call-evidence';

/** The deepest failed target that a target is linked to, directly or not: bake blames any of those in between. */
export function failedBaseOf(target: OutcomeTarget, evidence: CallEvidence): string | undefined {
  return search(target.bases, { evidence, visited: new Set([target.name]) });
}

function search(
  names: readonly string[],
  walk: { evidence: CallEvidence; visited: Set<string> },
): string | undefined {
  for (const name of names.filter((candidate) => !walk.visited.has(candidate))) {
    walk.visited.add(name);
    const bases = walk.evidence.targets.find((target) => target.name === name)?.bases ?? [];
    const found = search(bases, walk) ?? (walk.evidence.failed.has(name) ? name : undefined);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
