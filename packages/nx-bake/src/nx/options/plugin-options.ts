import * as v from 'valibot';
import { checkShape } from '../../check-shape';
import { recordOf } from '../../foreign';
import { string } from '../../option-schemas';
import { normalizeCache } from '../../cache/normalize-cache';
import type { Problem } from '../../problems';
import { fail, ok, type Result } from '../../result';
import { sharedEntries, type SharedOptions } from './build-options';

export const DEFAULT_TARGET_NAME = 'docker-build';

/** The options of the plugin's entry in nx.json. */
export const PluginOptionsSchema = v.strictObject({
  targetName: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[^\s:]+$/u, 'a target name without spaces and colons'),
      v.description('Name of the inferred target.'),
    ),
  ),
  edges: v.optional(
    v.pipe(
      v.strictObject({
        images: v.optional(v.boolean()),
        files: v.optional(v.boolean()),
        ignore: v.optional(v.array(string)),
      }),
      v.description(
        'Which dependencies are read from Dockerfiles: images (FROM), files (COPY), and references to ignore: image names or paths, wildcards allowed.',
      ),
    ),
  ),
  output: v.optional(
    v.pipe(
      v.picklist(['screen', 'nx'], '"screen" or "nx"'),
      v.description(
        'Where a run shows its table: "screen", at the end of the command whatever the output style of Nx, through hooks that each task command calls; or "nx", which leaves all output to Nx and takes the hooks out. Default: screen.',
      ),
    ),
  ),
  ...sharedEntries,
});

/** As people write them in nx.json: everything is optional. */
export type PluginOptions = v.InferInput<typeof PluginOptionsSchema>;

export interface NormalizedPluginOptions {
  readonly targetName: string;
  readonly edges: NonNullable<PluginOptions['edges']>;
  readonly output: NonNullable<PluginOptions['output']>;
  /** What the inferred targets get as their options: only what somebody set. */
  readonly shared: SharedOptions;
}

const PLACE = 'nx.json, options of the plugin nx-bake';

const cacheOf = (raw: unknown): Result<unknown> => {
  return normalizeCache(recordOf(raw)['cache'], { place: `${PLACE}: cache`, hasRegistry: true });
};

export function normalizePluginOptions(raw: unknown): Result<NormalizedPluginOptions> {
  const checked = checkShape(PluginOptionsSchema, raw ?? {}, { place: PLACE });
  const cache = cacheOf(raw);
  if (!checked.ok || !cache.ok)
    return fail([checked, cache].flatMap((part) => (part.ok ? [] : part.problems)));
  const { targetName = DEFAULT_TARGET_NAME, edges = {}, output = 'screen', ...shared } = checked.value;
  return ok({ targetName, edges, output, shared });
}

/** The options that are right, one by one, with the problems of the others. */
export function validPluginOptions(raw: unknown): {
  readonly options: NormalizedPluginOptions;
  readonly problems: readonly Problem[];
} {
  const all = normalizePluginOptions(raw);
  if (all.ok) return { options: all.value, problems: [] };
  const valid = Object.entries(recordOf(raw)).filter(
    ([name, value]) => normalizePluginOptions({ [name]: value }).ok,
  );
  const some = normalizePluginOptions(Object.fromEntries(valid));
  return { options: some.ok ? some.value : NO_OPTIONS, problems: all.problems };
}

const NO_OPTIONS: NormalizedPluginOptions = {
  targetName: DEFAULT_TARGET_NAME,
  edges: {},
  output: 'screen',
  shared: {},
};
