import type { WantedBuilder } from '../../builder/create-builder';
import type { Problem } from '../../problems';
import { fail, ok, type Result } from '../../result';
import { DEFAULT_MAX_TARGETS } from '../../plan/waves';
import type { BuildOptions } from './build-options';

/** Options of a whole run, taken from those of its tasks: flags are the same for all of them. */
export interface RunOptions {
  readonly progress: 'auto' | 'plain' | 'quiet' | 'raw';
  readonly dryRun: boolean;
  readonly failFast: boolean;
  readonly maxTargets: number;
  /** Undefined: no limit. */
  readonly maxParallel: number | undefined;
  readonly retries: number;
  /** Undefined: the current one. */
  readonly builder: WantedBuilder | undefined;
}

/** Merges the options of all tasks. Where they differ, the more careful value holds for all; only their builder has to be the same. */
export function runOptions(all: readonly BuildOptions[]): Result<RunOptions> {
  const builders = new Map(
    all.flatMap(({ builder }) => (builder === undefined ? [] : [[nameOf(builder), wanted(builder)]])),
  );
  if (builders.size > 1) return fail([severalBuilders([...builders.keys()])]);
  const [builder] = builders.values();
  const parallel = all.flatMap(({ maxParallel }) => maxParallel ?? []);
  return ok({
    progress: all.find(({ progress }) => progress !== undefined)?.progress ?? 'auto',
    dryRun: all.some(({ dryRun }) => dryRun === true),
    failFast: all.some(({ failFast }) => failFast === true),
    maxTargets: Math.min(...all.map(({ maxTargets }) => maxTargets ?? DEFAULT_MAX_TARGETS)),
    maxParallel: parallel.length === 0 ? undefined : Math.min(...parallel),
    retries: Math.max(0, ...all.map(({ retries }) => retries ?? 0)),
    builder,
  });
}

type BuilderOption = NonNullable<BuildOptions['builder']>;

const wanted = (builder: BuilderOption): WantedBuilder =>
  typeof builder === 'string' ? { name: builder } : builder;

const nameOf = (builder: BuilderOption): string => wanted(builder).name;

const severalBuilders = (builders: readonly string[]): Problem => ({ kind: 'several-builders', builders });
