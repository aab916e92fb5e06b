import { PLAIN, type CiSystem, type Env, type FoldMarks } from './ci-system';
import { CI_SYSTEMS } from './ci-systems';

export type { FoldMarks } from './ci-system';

export type CiKind = keyof typeof CI_SYSTEMS | 'none';

export function detectCi(env: Env): CiKind {
  const kinds = Object.keys(CI_SYSTEMS) as (keyof typeof CI_SYSTEMS)[]; // Object.keys knows strings only
  return kinds.find((kind) => CI_SYSTEMS[kind].isHere(env)) ?? 'none';
}

const systemOf = (ci: CiKind): Omit<CiSystem, 'isHere'> => (ci === 'none' ? PLAIN : CI_SYSTEMS[ci]);

/** The lines that begin and end a part which the CI's log viewer folds; none where nothing folds. */
export const foldMarks = (title: string, ci: CiKind, now: number): FoldMarks =>
  systemOf(ci).foldMarks(title, now);

/** Text that a build wrote, unable to command the runner that shows it. */
export const withoutCommands = (text: string, ci: CiKind): string => systemOf(ci).withoutCommands(text);
