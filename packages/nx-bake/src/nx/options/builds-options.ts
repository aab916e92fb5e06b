import * as v from 'valibot';

export const DEFAULT_BUILD_TARGET = 'build';

/** The options on the builds that make what Dockerfiles copy. */
export const buildsEntries = {
  buildTarget: v.optional(
    v.pipe(
      v.union(
        [
          v.literal(false),
          // the flag --no-buildTarget, as text
          v.pipe(
            v.literal('false'),
            v.transform(() => false as const),
          ),
          v.pipe(v.string(), v.nonEmpty()),
        ],
        'the name of a target, or false for none',
      ),
      v.description(
        'The Nx target that makes what a Dockerfile copies and no checkout has, with or without a configuration: "build", "build:production". Default: build. false: nothing is built.',
      ),
    ),
  ),
  builds: v.optional(
    v.pipe(
      v.picklist(['executor', 'dependsOn', 'barrier'], '"executor", "dependsOn" or "barrier"'),
      v.description(
        'How these targets come to run first: nx-bake runs them ("executor"), or Nx does, each before its own image ("dependsOn") or all before the first image ("barrier"). Default: executor.',
      ),
    ),
  ),
};
