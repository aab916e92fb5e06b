import type { WantedBuilder } from '../../builder/create-builder';
import type { Problem } from '../../problems';
import { fail, ok, type Result } from '../../result';
import { DEFAULT_MAX_TARGETS } from '../../plan/waves';
import type { BuildOptions } from './build-options';

/** What holds for a whole run, taken from the options of its tasks: flags are the same for all of them. */
export interface RunOptions {
  readonly progress: 'auto' | 'plain' | 'quiet' | 'raw';
  readonly dryRun: boolean;
  readonly failFast: boolean;
  readonly maxTargets: number;
  /** Absent: no limit. */
  readonly maxParallel?: number;
  readonly retries: number;
  /** Absent: the current one. */
  readonly builder?: WantedBuilder;
}

/** Where tasks differ, the more careful value holds for all; only their builder has to be the same. */
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
    ...(parallel.length === 0 ? {} : { maxParallel: Math.min(...parallel) }),
    retries: Math.max(0, ...all.map(({ retries }) => retries ?? 0)),
    ...(builder === undefined ? {} : { builder }),
  });
}

type BuilderOption = NonNullable<BuildOptions['builder']>;

const wanted = (builder: BuilderOption): WantedBuilder =>
  typeof builder === 'string' ? { name: builder } : builder;

const nameOf = (builder: BuilderOption): string => wanted(builder).name;

const severalBuilders = (builders: readonly string[]): Problem => ({ kind: 'several-builders', builders });
