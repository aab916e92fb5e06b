import type { CacheOption } from '../cache/cache-options';
import type { BakeTarget, Pruning } from './bake-plan';

/** What somebody asks to be built, complete: everything that can be known of one task without looking at the others. */
export interface BuildRequest {
  /** The Nx task, or the project where there are no tasks (the committed bake file). */
  readonly id: string;
  readonly project: string;
  readonly projectRoot: string;
  /** What the bake target is named after: the project, with the Nx target or configuration where there are several. */
  readonly name: string;
  /** Relative to the workspace root. */
  readonly context: string;
  /** Relative to the workspace root. */
  readonly dockerfile: string;
  readonly image: RequestedImage;
  /** As the options have it; absent means the default. */
  readonly cache?: CacheOption;
  readonly output: BakeTarget['output'];
  /** The images that the Dockerfile names and the build needs. */
  readonly images: readonly RequestedBase[];
  /** The image under the stage that is built. */
  readonly finalBase?: string;
  /** The names of the Dockerfile's stages. */
  readonly stageNames: readonly string[];
  readonly pruning: Pruning;
  /** Whether the build uses files of its context, or of another folder or repository. */
  readonly readsContext: boolean;
  /** Options that go into the bake target as they are. */
  readonly passedOn: PassedOn;
}

export interface RequestedBase {
  /** As the Dockerfile spells it, its variables substituted. */
  readonly name: string;
  /** `FROM --platform=…`: it need not have the platforms of what is built on it. */
  readonly ownPlatform: boolean;
}

/** How the image is to be called. What is absent comes from the workspace. */
export interface RequestedImage {
  readonly registry?: string;
  readonly pattern?: string;
  readonly tags?: readonly string[];
}

export type PassedOn = Pick<
  BakeTarget,
  | 'target'
  | 'contexts'
  | 'args'
  | 'labels'
  | 'annotations'
  | 'platforms'
  | 'secret'
  | 'ssh'
  | 'attest'
  | 'network'
  | 'noCache'
  | 'noCacheFilter'
  | 'pull'
  | 'extraHosts'
  | 'shmSize'
  | 'ulimits'
  | 'entitlements'
>;
