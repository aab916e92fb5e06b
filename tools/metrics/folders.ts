import { folderOf, isTest, type Source } from './sources';

/** The source files that lie in each folder, specs not counted: they stand beside what they test. */
export function filesPerFolder(sources: readonly Source[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { path } of sources.filter((source) => !isTest(source) || !/\.spec\.m?ts$/u.test(source.path)))
    counts.set(folderOf(path), (counts.get(folderOf(path)) ?? 0) + 1);
  return counts;
}
