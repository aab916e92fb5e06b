import { importCycles } from './cycles';
import { docComments, isFragment } from './doc-comments';
import { filesPerFolder } from './folders';
import { importGraph } from './import-graph';
import type { Source } from './sources';

const MOST_FILES = 16;
/** One row each of the table that BuildKit judges. */
const CASES = 'packages/nx-bake/src/testing/dockerfiles';

/** How often each rule is broken, by the room it is broken in. What stood when a rule came is allowed, and only shrinks. */
export type Allowed = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Finding {
  readonly rule: 'cycle' | 'folder' | 'doc-comment';
  readonly room: string;
  readonly message: string;
  /** How much of the allowance of its room it takes. */
  readonly weight: number;
}

/** Everything that breaks a rule on the structure of the workspace. */
export function findings(sources: readonly Source[]): Finding[] {
  return [...cycleFindings(sources), ...folderFindings(sources), ...docFindings(sources)];
}

/** The findings of rooms where there are more than allowed. */
export function unallowed(found: readonly Finding[], allowed: Allowed): Finding[] {
  const weights = weightsOf(found);
  return found.filter(({ rule, room }) => (weights[rule]?.[room] ?? 0) > (allowed[rule]?.[room] ?? 0));
}

/** Returns what is allowed from now on: no more than before, and no more than there is. */
export function shrunk(found: readonly Finding[], allowed: Allowed): Allowed {
  const weights = weightsOf(found);
  return Object.fromEntries(
    Object.entries(allowed).map(([rule, rooms]) => [
      rule,
      Object.fromEntries(
        Object.entries(rooms).flatMap(([room, most]) => {
          const count = Math.min(most, weights[rule]?.[room] ?? 0);
          return count === 0 ? [] : [[room, count]];
        }),
      ),
    ]),
  );
}

export function weightsOf(found: readonly Finding[]): Record<string, Record<string, number>> {
  const weights: Record<string, Record<string, number>> = {};
  for (const { rule, room, weight } of found) {
    const rooms = (weights[rule] ??= {});
    rooms[room] = (rooms[room] ?? 0) + weight;
  }
  return weights;
}

function cycleFindings(sources: readonly Source[]): Finding[] {
  return importCycles(importGraph(sources)).map((cycle) => ({
    rule: 'cycle',
    room: roomOf(cycle[0] ?? ''),
    message: `Files import each other in a cycle: ${cycle.join(' -> ')}`,
    weight: 1,
  }));
}

function folderFindings(sources: readonly Source[]): Finding[] {
  return [...filesPerFolder(sources)]
    .filter(([folder, count]) => count > MOST_FILES && folder !== CASES)
    .map(([folder, count]) => ({
      rule: 'folder',
      room: folder,
      message: `${folder} has ${count} files, and at most ${MOST_FILES} are found again.`,
      weight: count,
    }));
}

function docFindings(sources: readonly Source[]): Finding[] {
  return sources
    .flatMap(docComments)
    .filter(isFragment)
    .map(({ path, line, text }) => ({
      rule: 'doc-comment',
      room: roomOf(path),
      message: `${path}:${line} begins with a fragment: "${text.split('\n')[0] ?? ''}"`,
      weight: 1,
    }));
}

/** A folder of the plugin's, of nx/, or of the tools. */
function roomOf(path: string): string {
  const [, room] =
    /^(packages\/nx-bake\/src\/nx\/[^/]+|(?:packages\/[^/]+\/src|tools)(?:\/[^/]+)?)\//u.exec(path) ?? [];
  return room ?? path;
}
