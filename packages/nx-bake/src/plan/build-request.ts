import type { CacheOption } from '../cache/cache-options';
import type { OptionValues } from './bake-attributes';
import type { BakeTarget, Pruning } from './bake-plan';

/** A build that somebody asks for, complete: everything that can be known of one task without looking at the others. */
export interface BuildRequest {
  /** The Nx task, or the project where there are no tasks (the committed bake file). */
  readonly id: string;
  readonly project: string;
  readonly projectRoot: string;
  /** The bake target is named after it: the project, with the Nx target or configuration where there are several. */
  readonly name: string;
  /** Relative to the workspace root. */
  readonly context: string;
  /** Relative to the workspace root. */
  readonly dockerfile: string;
  readonly image: RequestedImage;
  /** The option as written; undefined means the default. */
  readonly cache: CacheOption | undefined;
  readonly output: BakeTarget['output'];
  /** The images that the Dockerfile names and the build needs. */
  readonly images: readonly RequestedBase[];
  /** The image under the stage that is built. */
  readonly finalBase: string | undefined;
  /** The names of the Dockerfile's stages. */
  readonly stageNames: readonly string[];
  readonly pruning: Pruning;
  /** Whether the build uses files of its context, or of another folder or repository. */
  readonly readsContext: boolean;
  /** Options that go into the bake target as they are. */
  readonly attributes: OptionValues;
}

export interface RequestedBase {
  /** The name as the Dockerfile spells it, its variables substituted. */
  readonly name: string;
  /** `FROM --platform=…`: it need not have the platforms of what is built on it. */
  readonly ownPlatform: boolean;
}

/** The wanted name of the image. Parts that are undefined come from the workspace. */
export interface RequestedImage {
  readonly registry: string | undefined;
  /** Several are one image in several places. */
  readonly patterns: readonly string[] | undefined;
  readonly tags: readonly string[] | undefined;
}
