import { unreachable } from '../result';
import type { CacheEntries, CacheEntry } from './cache-entry';
import { nameBase, scopedName } from './cache-name';
import type {
  CacheBackend,
  CachePolicy,
  InlineCache,
  LocalCache,
  NamedCache,
  RegistryCache,
} from './cache-policy';
import { cacheScopes, unbranchedScopes, type Scopes } from './cache-scopes';
import type { ImageRef } from '../images/image-ref';
import { mayWrite } from './may-write';
import { presetOf, registryCacheRef } from './registry-cache-ref';
import type { RunFacts } from '../ci/run-facts';

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
  /** Which of several variants of the same image, where two are built: a ref holds the platforms of one export only. */
  readonly variant?: string | undefined;
  /** An explicit scope, as NX_BAKE_CACHE_SCOPE; wins over the branch. */
  readonly scope?: string | undefined;
  readonly run: RunFacts;
}

/** What one target reads and writes, in the order of the policy's backends, its own scope first. */
export function cacheEntries(request: CacheRequest): CacheEntries {
  const all = request.policy.backends.map((backend) => entriesOf(backend, request));
  return {
    from: request.noCache === true ? [] : all.flatMap(({ from }) => from),
    to: mayWrite(request.policy, request) ? all.flatMap(({ to }) => to) : [],
  };
}

function entriesOf(backend: CacheBackend, request: CacheRequest): CacheEntries {
  switch (backend.kind) {
    case 'registry':
      return registryEntries(backend, request);
    case 'inline':
      return inlineEntries(backend, request);
    case 'local':
      return localEntries(backend, request);
    case 'gha':
    case 's3':
    case 'azblob':
      return namedEntries(backend, request);
    default:
      return unreachable(backend);
  }
}

const scopesOf = ({ policy, run, scope }: CacheRequest): Scopes => cacheScopes(policy, run, scope);

function registryEntries(backend: RegistryCache, request: CacheRequest): CacheEntries {
  const { policy, image, targetName, variant } = request;
  const { own, reads } = scopesOf(request);
  const place = { image, targetName, parts: { variant, epoch: policy.epoch } };
  const isVariable = policy.scope.kind === 'branch';
  const refOf = (name: string | undefined) =>
    registryCacheRef(backend, place, { name, isVariable: isVariable && name === own });
  const { mode = 'max', ...exportOnly } = backend.exportOnly;
  const attributes = { ...backend.both, mode, ...presetOf(backend, image).attributes, ...exportOnly };
  return {
    from: reads.map((scope) => ({ type: 'registry', ref: refOf(scope), attributes: backend.both })),
    to: [{ type: 'registry', ref: refOf(own), attributes }],
  };
}

/** The cache lies in the image itself, and is read as a registry cache. */
function inlineEntries({ kind }: InlineCache, { inlineImage }: CacheRequest): CacheEntries {
  return {
    from: [{ type: 'registry', ref: inlineImage, attributes: {} }],
    to: [{ type: kind, attributes: {} }],
  };
}

/** A folder per target and variant, as exports at the same time into one folder fail; scopes are tags in its index. */
function localEntries(backend: LocalCache, request: CacheRequest): CacheEntries {
  const { own, reads } = scopesOf(request);
  const folder = nameBase({ base: request.targetName, variant: request.variant }) ?? '';
  const base = nameBase({ base: backend.tag, epoch: request.policy.epoch });
  const tagged = (scope: string | undefined) => {
    const tag = scopedName(base, scope);
    return tag === undefined ? {} : { tag };
  };
  const src = `${backend.src}/${folder}`;
  const { digest } = backend;
  const from = digest === undefined ? reads.map((scope) => ({ src, ...tagged(scope) })) : [{ src, digest }];
  return {
    from: from.map((attributes) => entry(backend.kind, attributes)),
    to: [entry(backend.kind, { dest: `${backend.dest}/${folder}`, ...tagged(own), ...backend.exportOnly })],
  };
}

function namedEntries(backend: NamedCache, request: CacheRequest): CacheEntries {
  const { policy, scope, targetName, variant } = request;
  const { own, reads } = backend.kind === 'gha' ? unbranchedScopes(policy, scope) : scopesOf(request);
  const base = nameBase({ base: targetName, variant, epoch: policy.epoch });
  const named = (name: string | undefined) => ({
    ...backend.both,
    [backend.parameter]: [backend.prefix, scopedName(base, name)].filter((part) => part !== '').join('.'),
  });
  return {
    from: reads.map((name) => entry(backend.kind, named(name))),
    to: [entry(backend.kind, { ...named(own), ...backend.exportOnly })],
  };
}

const entry = (type: CacheEntry['type'], attributes: CacheEntry['attributes']): CacheEntry => ({
  type,
  attributes,
});
