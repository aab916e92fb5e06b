import { readFile, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { BakeAbilities } from '../builder/bake-abilities';
import { streamDocker, type DockerExit, type DockerRun } from '../builder/docker';
import type { BakeVariables } from '../hcl/bake-variables';
import { renderBakeFile, renderVariables } from '../hcl/render-bake-file';
import { formatImageRef } from '../images/image-ref';
import type { BakePlan, BakeTarget } from '../plan/bake-plan';
import { isRecord, textOf } from '../foreign';
import { basesOf } from '../plan/links';
import { bakeArgs } from './argv';
import { bakeEnv } from './bake-env';
import type { BakeEvent } from './records/bake-event';
import { createCollector, type Collector } from './records/collect';
import type { VertexRecord } from './records/vertex';
import type { Outcome } from './outcomes/outcome';
import type { OutcomeTarget } from './outcomes/call-evidence';
import { outcomesOf } from './outcomes/outcomes-of';
import type { OwnContext } from './write-contexts';

/** The task's own output keeps this many characters of the beginning and of the end of a step's log. */
const LOG_LIMIT = 64 * 1024;

/** The place and the manner in which bake is called. */
export interface BakeSettings {
  /** A folder of this run's own, for its bake files. */
  readonly folder: string;
  readonly docker: DockerRun;
  readonly builder?: string | undefined;
  readonly abilities: BakeAbilities;
  /** The first failure ends the call. */
  readonly failFast: boolean;
  /** The number of targets that are built at the same time. */
  readonly maxParallel?: number | undefined;
  /** The user's own bake files, merged over ours in this order, and what they may call. */
  readonly override?: { readonly files: readonly string[]; readonly variables: BakeVariables } | undefined;
  /** Target → what stands in for the user's context and Dockerfile. */
  readonly ownContexts: ReadonlyMap<string, OwnContext>;
  readonly listener: BakeListener;
}

/** A listener to a call while it goes on. */
export interface BakeListener {
  /** `line` is the line of stderr that said `events`. */
  heard(events: readonly BakeEvent[], line: string): void;
  /** Nothing more comes from this call. */
  callEnded(): void;
}

export interface CallReport {
  readonly targets: readonly string[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly vertices: readonly VertexRecord[];
  /** Target → buildx's own reference of its build. Empty unless all of the call succeeded. */
  readonly buildRefs: ReadonlyMap<string, string>;
}

/** One `docker buildx bake` of the named targets of a plan that also holds the targets that they are linked to. */
export async function bakeOnce(
  plan: BakePlan,
  names: readonly string[],
  settings: BakeSettings & { readonly earlier: readonly CallReport[] },
): Promise<CallReport> {
  const file = join(settings.folder, `call-${settings.earlier.length + 1}.hcl`);
  await writeFile(file, renderRun(plan, settings));
  const collector = createCollector({
    targets: plan.targets.map((target) => target.name),
    logLimit: LOG_LIMIT,
  });
  const exit = await listened(file, names, { ...settings, collector });
  const outcomes = outcomesOf(collector, {
    targets: plan.targets.map((target) => outcomeTarget(target, names.includes(target.name))),
    exit: {
      code: exit.code ?? null,
      signalName: exit.signalName ?? null,
      startError: exit.startError,
      interruptedBy: interruption(settings.docker),
    },
    earlier: settings.earlier.flatMap(({ vertices }) => vertices),
  });
  return { targets: names, outcomes, vertices: collector.vertices(), buildRefs: await buildRefs(file) };
}

async function listened(
  file: string,
  names: readonly string[],
  { collector, ...settings }: BakeSettings & { readonly collector: Collector },
): Promise<DockerExit> {
  const { docker, listener } = settings;
  const run = { ...docker, env: bakeEnv(docker.env) };
  try {
    const exit = await streamDocker(callArgs(file, names, settings), run, (line) => {
      listener.heard(collector.feed(line), line);
    });
    listener.heard(collector.flush(), '');
    return exit;
  } finally {
    listener.callEnded();
  }
}

async function buildRefs(file: string): Promise<ReadonlyMap<string, string>> {
  try {
    return buildRefsIn(await readFile(metadataOf(file), 'utf8'));
  } catch {
    return new Map(); // buildx writes it at the end of a call without any failure
  }
}

/**
 * Target → buildx's own reference of its build, from the text of a metadata file: the argument of `docker buildx history`.
 * https://docs.docker.com/reference/cli/docker/buildx/bake/#metadata-file
 */
export function buildRefsIn(metadata: string): ReadonlyMap<string, string> {
  const found: unknown = JSON.parse(metadata);
  const targets = isRecord(found) ? Object.entries(found) : [];
  return new Map(
    targets.flatMap(([target, facts]) => {
      const ref = isRecord(facts) ? textOf(facts['buildx.build.ref']) : undefined;
      return ref === undefined ? [] : [[target, ref] as const];
    }),
  );
}

const metadataOf = (file: string): string => `${file}.json`;

/** The text of a run's bake file. */
export function renderRun(
  plan: BakePlan,
  { ownContexts, override }: Pick<BakeSettings, 'ownContexts' | 'override'>,
): string {
  const targets = plan.targets.map((target) => ({ ...target, ...ownContexts.get(target.name) }));
  const file = renderBakeFile({ targets });
  return override === undefined ? file : `${file}\n${renderVariables(override.variables)}`;
}

export function callArgs(
  file: string,
  names: readonly string[],
  settings: Pick<BakeSettings, 'override' | 'builder' | 'abilities' | 'failFast' | 'maxParallel'>,
): string[] {
  const { abilities, maxParallel } = settings;
  return bakeArgs({
    files: [file, ...(settings.override?.files ?? [])],
    targets: names,
    // with it buildx ends each target with a vertex of its own, which proves that the target is done
    metadataFile: metadataOf(file),
    builder: settings.builder,
    keepGoing: abilities.keepGoing && !settings.failFast,
    parallel: abilities.limit ? maxParallel : undefined,
  });
}

/** Bake only caches a target that others are linked to and nobody asked for. */
const outcomeTarget = (target: BakeTarget, isWanted: boolean): OutcomeTarget => ({
  name: target.name,
  output: isWanted ? target.output : 'cacheonly',
  refs: target.tags.map(formatImageRef),
  dockerfile: posix.join(target.context, target.dockerfile),
  bases: basesOf(target),
});

const interruption = ({ signal }: DockerRun): string | undefined =>
  signal?.aborted === true ? String(signal.reason) : undefined;
