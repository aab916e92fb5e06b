import { collectFindings } from './collect-findings';
import type { Dockerfile, ReadSettings, Stage } from './dockerfile';
import { globalScope } from '../variables/global-scope';
import { beyondBounds, MOST_CHARACTERS, MOST_FINDINGS } from '../parse/bounds';
import { groupStages } from '../parse/group-stages';
import { neededStages } from './needed-stages';
import { misplacedFindings } from './misplaced-findings';
import { namesOf, readStages, type StageReading } from './read-stages';
import { parseDockerfile } from '../parse/parse-dockerfile';

/** Reads whatever can be read, and never throws: errors are the engine's to report, with its own words. */
export function readDockerfile(text: string, settings: ReadSettings): Dockerfile {
  if (text.length > MOST_CHARACTERS) return unreadable(`has more than ${MOST_CHARACTERS} characters`);
  const { escape, instructions } = parseDockerfile(text);
  const beyond = beyondBounds(instructions);
  if (beyond !== undefined) return unreadable(beyond);
  const { before, stages: texts } = groupStages(instructions);
  const names = namesOf(texts, { escape, windows: isForWindows(escape, settings) });
  const declarations = { args: settings.args, escape };
  const globals = globalScope(before, texts, { settings, declarations });
  const readings = readStages(texts, { names, globals, declarations: { ...declarations, globals } });
  if (readings === undefined) return unreadable(`states more than ${MOST_FINDINGS} facts`);
  const target =
    settings.target === undefined ? texts.length - 1 : names.byName.get(settings.target.toLowerCase());
  const stages = withNeeded(readings, target);
  const findings = readings.flatMap((reading) => reading.findings);
  const misplaced = misplacedFindings(before, texts, target === undefined ? settings.target : undefined);
  return { stages, ...collectFindings([...misplaced, ...findings], stages) };
}

/** Everything is unknown, which is reported once: also what it is built on and what it copies. */
const unreadable = (why: string): Dockerfile => ({
  stages: [],
  images: [],
  localSources: [],
  mentions: [],
  unknown: [
    { instruction: 'Dockerfile', line: 1, stage: -1, onbuild: false, needed: true, text: 'the file', why },
  ],
});

/** Guesses where no platform is given: only Dockerfiles for Windows set the backtick, so that a backslash can part folders. */
const isForWindows = (escape: string, { platforms }: ReadSettings): boolean =>
  platforms?.target === undefined ? escape === '`' : platforms.target.toLowerCase().startsWith('windows');

/** Leaves nothing out where the target is not in the file: the engine will report that. */
function withNeeded(readings: readonly StageReading[], target: number | undefined): Stage[] {
  const reads = readings.map(readsOf);
  const needed = target === undefined ? new Set(reads.keys()) : neededStages(reads, target);
  return readings.map(({ text, base, platform }, index) => ({
    index,
    base,
    line: text.line,
    reads: reads[index] ?? [],
    needed: needed.has(index),
    ...(text.name !== undefined && { name: text.name }),
    ...(platform !== undefined && { platform }),
  }));
}

/** An ONBUILD trigger reads nothing yet. */
function readsOf(reading: StageReading): number[] {
  const indexes = reading.findings.flatMap((finding) =>
    finding.kind === 'reference' && finding.reference.kind === 'stage' && !finding.place.onbuild
      ? [finding.reference.index]
      : [],
  );
  return [...new Set(indexes)];
}
