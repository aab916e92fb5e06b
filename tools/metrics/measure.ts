import { importCycles } from './cycles';
import { docComments, isFragment } from './doc-comments';
import { filesPerFolder } from './folders';
import { importGraph, loadedBelow } from './import-graph';
import { conditionalSpreads, exportCount, lineCount } from './shape';
import { isTest, type Source } from './sources';

const PLUGIN = 'packages/nx-bake/src/';
const ENTRIES = [`${PLUGIN}index.ts`, `${PLUGIN}nx/executors/docker-build/batch.ts`, `${PLUGIN}cli.ts`];

export type Metrics = Readonly<Record<string, number | string>>;

/** The figures by which the structure of the workspace is followed from one commit to the next. */
export function measure(sources: readonly Source[]): Metrics {
  const graph = importGraph(sources);
  const plugin = sources.filter((source) => source.path.startsWith(PLUGIN) && !isTest(source));
  const folders = [...filesPerFolder(sources)].sort(([a, one], [b, two]) => two - one || a.localeCompare(b));
  const docs = plugin.flatMap(docComments);
  const tests = sources.filter((source) => isTest(source) && source.path.startsWith('packages/'));
  const lines = (some: readonly Source[]): number => sum(some.map(lineCount));
  return {
    'source files of the plugin': plugin.length,
    'lines of source of the plugin': lines(plugin),
    'largest folders': folders
      .slice(0, 5)
      .map(([folder, count]) => `${folder} ${count}`)
      .join(', '),
    'folders with more than 16 files': folders.filter(([, count]) => count > 16).length,
    ...Object.fromEntries(
      ENTRIES.filter((entry) => graph.has(entry)).map((entry) => [
        `files loaded below ${entry.slice(PLUGIN.length)}`,
        loadedBelow(graph, entry).size - 1,
      ]),
    ),
    'conditional spreads in the plugin': sum(plugin.map(conditionalSpreads)),
    'import cycles, types included': importCycles(graph).length,
    'doc comments of the plugin': docs.length,
    'share of them that begin with a fragment': percent(docs.filter(isFragment).length, docs.length),
    'exports per file of the plugin': (sum(plugin.map(exportCount)) / plugin.length).toFixed(2),
    'lines of tests : lines of source': (lines(tests) / lines(plugin)).toFixed(2),
  };
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
