import type * as v from 'valibot';
import type { Place } from '../../check-shape';
import type { ImageRef } from '../../images/image-ref';
import type { Result } from '../../result';
import type { CacheEntries } from '../entries/cache-entry';
import type { Scope } from '../entries/cache-name';

/** Layers to export: those of all steps, or of the final image. */
export type Mode = 'max' | 'min';

/** A backend's options, complete; each kind has more fields of its own. */
export interface CompleteBackend {
  readonly kind: string;
}

/** Caches that a run has for its own and those that it reads. */
export interface Scopes {
  readonly own: Scope;
  /** Own one first, each once. */
  readonly reads: readonly Scope[];
}

/** The target that entries are made for. */
export interface CacheTarget {
  /** The name of the image, without a tag. */
  readonly image: ImageRef;
  /** The image with the tag that an inline cache is read from. */
  readonly inlineImage: ImageRef;
  readonly targetName: string;
  /** One of several variants of the same image, where two are built: a ref holds the platforms of one export only. */
  readonly variant: string | undefined;
  readonly epoch: string | undefined;
  readonly scopes: Scopes;
  /** Whether the own scope follows the branch, which the committed bake file takes from a variable. */
  readonly hasBranchScope: boolean;
}

/** Something that must not be written down: options go into the bake file. */
export interface Secret {
  /** Variables to set instead. */
  readonly variables: readonly string[];
  /** The process that reads them: buildx in the run's environment, or BuildKit in its own. */
  readonly reader: 'buildx' | 'buildkitd';
}

type Use = 'import' | 'export';

/** One kind of remote cache: all that is known of it. A new kind is a file of these and a line in `cache-backends.ts`. */
export interface CacheBackend<
  TSchema extends v.GenericSchema = v.GenericSchema,
  TComplete extends CompleteBackend = CompleteBackend,
> {
  /** Its options, under BuildKit's names. */
  readonly schema: TSchema;
  /** Makes options complete that the schema has checked. */
  complete(option: v.InferOutput<TSchema>, mode: Mode, at: Place): Result<TComplete>;
  entries(backend: TComplete, target: CacheTarget): CacheEntries;
  /**
   * What the two engines built into dockerd can do with it; BuildKit itself knows all kinds.
   * https://github.com/moby/moby/blob/027588eba0b9bbef15b3bf02428f8cb4fd76d6a3/builder/builder-next/controller.go
   */
  readonly engines: { readonly graphDriver: readonly Use[]; readonly containerd: readonly Use[] };
  /** Parameters of an entry that make a place, of which two targets must not share one. A ref is a place by itself. */
  readonly place: readonly string[];
  readonly secrets: Readonly<Record<string, Secret>>;
  /** Set in place of an address that holds a user, password or signature; undefined where no option is an address. */
  readonly addressSecret: Secret | undefined;
  /** Whether the backend keeps branches apart by itself. */
  readonly isBranched: boolean;
}
