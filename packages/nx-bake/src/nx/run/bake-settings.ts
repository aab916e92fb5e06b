import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BakeSettings } from '../../bake/bake-once';
import { pauseBefore } from '../../bake/retry-pause';
import type { RunSettings } from '../../bake/run';
import type { ContextSettings } from '../../bake/write-contexts';
import { detectCi } from '../../ci/log-groups';
import { wantsColour } from '../../report/colour';
import { createLiveReport } from '../../report/live/live';
import { allContexts } from '../files/run-folder';
import { writtenPaths } from '../image-files/image-files';
import { bakeVariables, workspaceSettings } from '../options/nx-json';
import type { RunOptions } from '../options/run-options';
import { projectRoots } from '../targets/project-closure';
import { listenerTo } from './print-progress';
import { dockerRun, type RunContext, type RunPlace } from './run-context';

/**
 * Bake's own names for files with which a user overrides a generated one, in the order in which it merges them.
 * https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/bake/bake.go#L63-L68
 */
const OVERRIDES = ['docker-bake.override.json', 'docker-bake.override.hcl'];

/** The user's own bake files that are there. */
export function existingOverride({ root, nxJson, env }: RunContext): Pick<BakeSettings, 'override'> {
  const files = OVERRIDES.filter((name) => existsSync(join(root, name)));
  if (files.length === 0) return {};
  return { override: { files, variables: bakeVariables(workspaceSettings(nxJson, env)) } };
}

export const contextSettings = ({ root, folder, contexts, graph, files }: RunPlace): ContextSettings => ({
  root,
  contexts,
  ofRuns: [dirname(folder), allContexts(contexts)],
  projects: projectRoots(graph),
  written: writtenPaths(files),
});

/** Settings that decide which calls a run makes: the same in a dry run. */
export type CallSettings = Omit<RunSettings, 'listener' | 'pause' | 'failed'>;

interface CallInput extends Pick<RunSettings, 'abilities' | 'ownContexts'> {
  readonly options: RunOptions;
  readonly override: Pick<BakeSettings, 'override'>;
}

export function callSettings(
  { options, abilities, ownContexts, override }: CallInput,
  place: RunPlace,
): CallSettings {
  return {
    folder: place.folder,
    docker: dockerRun(place),
    ...(options.builder === undefined ? {} : { builder: options.builder.name }),
    ...override,
    ownContexts,
    abilities,
    maxTargets: options.maxTargets,
    ...(options.maxParallel === undefined ? {} : { maxParallel: options.maxParallel }),
    retries: options.retries,
    failFast: options.failFast,
  };
}

interface BakeInput extends Pick<RunSettings, 'failed'> {
  readonly labels: ReadonlyMap<string, string>;
  readonly options: RunOptions;
}

/** Completes the settings of a run with what has failed before it, and with what it says while it goes on. */
export async function bakeSettings(
  calls: CallSettings,
  { labels, options, failed }: BakeInput,
  { env, signal, write }: RunContext,
): Promise<RunSettings> {
  const live = await createLiveReport({
    mode: options.progress,
    labels,
    colour: wantsColour(env, process.stdout.isTTY),
    now: Date.now,
  });
  return {
    ...calls,
    ...(failed === undefined ? {} : { failed }),
    listener: listenerTo(live, { ci: detectCi(env), write }),
    pause: (ms, names) => {
      const projects = names.map((name) => labels.get(name) ?? name).join(', ');
      const quietly = options.progress === 'quiet' ? () => undefined : write;
      return pauseBefore(`trying ${projects} again`, ms, { signal, write: quietly });
    },
  };
}
