import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BakeEvent } from '../bake/records/bake-event';
import { createCollector, type Collector } from '../bake/records/collect';
import type { BakeCall } from '../bake/outcomes/call-evidence';
import type { Outcome } from '../bake/outcomes/outcome';
import { outcomesOf } from '../bake/outcomes/outcomes-of';

const FOLDER = join(__dirname, '../../fixtures/transcripts');

export const transcriptNames = (): string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.rawjson'))
    .map((file) => file.replace(/\.rawjson$/, ''))
    .sort();

export interface Replay {
  readonly call: BakeCall;
  readonly lines: readonly string[];
  readonly collector: Collector;
  /** What each line said. */
  readonly events: readonly { readonly line: string; readonly events: readonly BakeEvent[] }[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** Plays a recorded bake call (see tools/transcripts) to a collector. */
export function replay(name: string, exit: Partial<BakeCall['exit']> = {}): Replay {
  const recorded = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as BakeCall; // our own recorder's
  const call = { ...recorded, exit: { ...recorded.exit, ...exit } };
  const lines = readFileSync(join(FOLDER, `${name}.rawjson`), 'utf8')
    .replace(/\n$/, '')
    .split('\n');
  const collector = createCollector({
    targets: call.targets.map((target) => target.name),
    logLimit: 64 * 1024,
  });
  const events = lines.map((line) => ({ line, events: collector.feed(line) }));
  events.push({ line: '', events: collector.flush() });
  return { call, lines, collector, events, outcomes: outcomesOf(collector, call) };
}
