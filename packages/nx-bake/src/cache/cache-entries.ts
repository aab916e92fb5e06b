import type { RunFacts } from '../ci/run-facts';
import type { ImageRef } from '../images/image-ref';
import type { CompleteBackend } from './backends/cache-backend';
import { backendOf, CACHE_BACKENDS, type BackendTable } from './backends/cache-backends';
import type { CachePolicy } from './cache-policy';
import { cacheScopes, unbranchedScopes } from './cache-scopes';
import type { CacheEntries } from './entries/cache-entry';
import { mayWrite } from './may-write';

export interface CacheRequest {
  readonly policy: CachePolicy;
  /** The name of the image, without a tag. */
  readonly image: ImageRef;
  /** The image with the tag that an inline cache is read from. */
  readonly inlineImage: ImageRef;
  readonly targetName: string;
  /** Whether the run pushes this target. */
  readonly push: boolean;
  /** Build everything anew: reads no cache, writes as always. */
  readonly noCache?: boolean | undefined;
  /** One of several variants of the same image, where two are built: a ref holds the platforms of one export only. */
  readonly variant?: string | undefined;
  /** An explicit scope, as NX_BAKE_CACHE_SCOPE; wins over the branch. */
  readonly scope?: string | undefined;
  readonly run: RunFacts;
}

/** Caches that one target reads and writes, in the order of the policy's backends, its own scope first. */
export function cacheEntries(request: CacheRequest, table: BackendTable = CACHE_BACKENDS): CacheEntries {
  const all = request.policy.backends.map((backend) => entriesOf(backend, request, table));
  return {
    from: request.noCache === true ? [] : all.flatMap(({ from }) => from),
    to: mayWrite(request.policy, request) ? all.flatMap(({ to }) => to) : [],
  };
}

function entriesOf(backend: CompleteBackend, request: CacheRequest, table: BackendTable): CacheEntries {
  const { policy, run, scope } = request;
  const kind = backendOf(backend.kind, table);
  if (kind === undefined) throw new Error(`There is no cache backend "${backend.kind}".`);
  return kind.entries(backend, {
    image: request.image,
    inlineImage: request.inlineImage,
    targetName: request.targetName,
    variant: request.variant,
    epoch: policy.epoch,
    scopes: kind.isBranched ? unbranchedScopes(policy, scope) : cacheScopes(policy, run, scope),
    hasBranchScope: policy.scope.kind === 'branch',
  });
}
