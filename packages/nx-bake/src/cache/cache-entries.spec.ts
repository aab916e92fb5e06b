import { formatProblem } from '../problems';
import { branchTag } from './entries/branch-tag';
import { cacheEntries, type CacheRequest } from './cache-entries';
import type { CacheOption } from './cache-options';
import { formatCacheEntry } from './entries/format-cache-entry';
import { normalizeCache } from './normalize-cache';
import type { PresetName } from './registry/registry-preset';

const IMAGE = { registry: 'reg.io/acme', repository: 'api', shared: { registry: true, tag: false } };
const DEFAULT_BRANCH = { ci: true, branch: 'main', defaultBranch: 'main' };

type Changes = Partial<Omit<CacheRequest, 'policy'>>;

function entriesOf(option: CacheOption | undefined, changes: Changes = {}) {
  const policy = normalizeCache(option, { place: 'cache', hasRegistry: true });
  if (!policy.ok) throw new Error(policy.problems.map(formatProblem).join('\n'));
  return cacheEntries({
    policy: policy.value,
    image: IMAGE,
    inlineImage: { ...IMAGE, tag: 'latest' },
    targetName: 'api',
    push: true,
    run: DEFAULT_BRANCH,
    ...changes,
  });
}

function linesOf(option: CacheOption | undefined, changes: Changes = {}) {
  const { from, to } = entriesOf(option, changes);
  return {
    from: from.map((entry) => formatCacheEntry(entry)),
    to: to.map((entry) => formatCacheEntry(entry)),
  };
}

const S3 = { type: 's3', region: 'eu-west-1', bucket: 'my_bucket' } as const;
const AZBLOB = { type: 'azblob', account_url: 'https://myaccount.blob.core.windows.net' } as const;

describe('every kind in its documented form', () => {
  it.each<[string, CacheOption | undefined, string[], string[]]>([
    [
      'the default',
      undefined,
      ['type=registry,ref=reg.io/acme/api-build-cache'],
      ['type=registry,ref=reg.io/acme/api-build-cache,mode=max,ignore-error=true'],
    ],
    [
      'a tag in the same repository',
      { type: 'registry', layout: 'tag', mode: 'min' },
      ['type=registry,ref=reg.io/acme/api:build-cache'],
      ['type=registry,ref=reg.io/acme/api:build-cache,mode=min,ignore-error=true'],
    ],
    [
      'one repository for all',
      { type: 'registry', layout: 'shared', repository: 'build-cache' },
      ['type=registry,ref=reg.io/acme/build-cache:api'],
      ['type=registry,ref=reg.io/acme/build-cache:api,mode=max,ignore-error=true'],
    ],
    [
      'one repository elsewhere',
      { type: 'registry', repository: 'ghcr.io/acme/cache' },
      ['type=registry,ref=ghcr.io/acme/cache:api'],
      ['type=registry,ref=ghcr.io/acme/cache:api,mode=max,ignore-error=true'],
    ],
    [
      'a ref of its own',
      { type: 'registry', ref: 'user/image:tag' },
      ['type=registry,ref=user/image:tag'],
      ['type=registry,ref=user/image:tag,mode=max,ignore-error=true'],
    ],
    [
      'all parameters of registry',
      {
        type: 'registry',
        'image-manifest': true,
        'oci-mediatypes': true,
        compression: 'zstd',
        'compression-level': 22,
        'force-compression': true,
        'registry.insecure': true,
        'ignore-error': false,
      },
      ['type=registry,ref=reg.io/acme/api-build-cache,registry.insecure=true'],
      [
        'type=registry,ref=reg.io/acme/api-build-cache,registry.insecure=true,mode=max,image-manifest=true,oci-mediatypes=true,compression=zstd,compression-level=22,force-compression=true,ignore-error=false',
      ],
    ],
    [
      'docker media types, which image manifests exclude',
      { type: 'registry', 'oci-mediatypes': false },
      ['type=registry,ref=reg.io/acme/api-build-cache'],
      [
        'type=registry,ref=reg.io/acme/api-build-cache,mode=max,image-manifest=false,oci-mediatypes=false,ignore-error=true',
      ],
    ],
    ['inline', 'inline', ['type=registry,ref=reg.io/acme/api:latest'], ['type=inline']],
    [
      'local',
      'local',
      ['type=local,src=.nx/cache/nx-bake/api'],
      ['type=local,dest=.nx/cache/nx-bake/api,mode=max,ignore-error=true'],
    ],
    [
      'all parameters of local',
      {
        type: 'local',
        dest: 'a/',
        src: '/b',
        tag: 't',
        compression: 'gzip',
        'compression-level': 9,
        reset: true,
        mode: 'min',
      },
      ['type=local,src=/b/api,tag=t'],
      [
        'type=local,dest=a/api,tag=t,mode=min,compression=gzip,compression-level=9,reset=true,ignore-error=true',
      ],
    ],
    [
      'a digest of local',
      { type: 'local', digest: `sha256:${'0'.repeat(64)}` },
      [`type=local,src=.nx/cache/nx-bake/api,digest=sha256:${'0'.repeat(64)}`],
      ['type=local,dest=.nx/cache/nx-bake/api,mode=max,ignore-error=true'],
    ],
    ['gha', 'gha', ['type=gha,scope=nx-bake.api'], ['type=gha,scope=nx-bake.api,mode=max,ignore-error=true']],
    [
      'all parameters of gha',
      {
        type: 'gha',
        scope: 's',
        url: 'http://u',
        url_v2: 'http://v',
        version: '2',
        timeout: '5m',
        repository: 'o/n',
      },
      ['type=gha,url=http://u,url_v2=http://v,version=2,timeout=5m,scope=s.api'],
      [
        'type=gha,url=http://u,url_v2=http://v,version=2,timeout=5m,scope=s.api,mode=max,repository=o/n,ignore-error=true',
      ],
    ],
    [
      's3',
      S3,
      ['type=s3,region=eu-west-1,bucket=my_bucket,name=api'],
      ['type=s3,region=eu-west-1,bucket=my_bucket,name=api,mode=max,ignore-error=true'],
    ],
    [
      'all parameters of s3',
      {
        ...S3,
        name: 'ws',
        prefix: 'p/',
        blobs_prefix: 'b/',
        manifests_prefix: 'm/',
        endpoint_url: 'http://minio:9000',
        use_path_style: true,
        disable_accept_encoding: true,
        retry_mode: 'adaptive',
        retry_max_attempts: 5,
        touch_refresh: '24h',
        upload_parallelism: 8,
      },
      [
        'type=s3,region=eu-west-1,bucket=my_bucket,prefix=p/,blobs_prefix=b/,manifests_prefix=m/,endpoint_url=http://minio:9000,use_path_style=true,disable_accept_encoding=true,retry_mode=adaptive,retry_max_attempts=5,name=ws.api',
      ],
      [
        'type=s3,region=eu-west-1,bucket=my_bucket,prefix=p/,blobs_prefix=b/,manifests_prefix=m/,endpoint_url=http://minio:9000,use_path_style=true,disable_accept_encoding=true,retry_mode=adaptive,retry_max_attempts=5,name=ws.api,mode=max,touch_refresh=24h,upload_parallelism=8,ignore-error=true',
      ],
    ],
    [
      'azblob',
      AZBLOB,
      ['type=azblob,account_url=https://myaccount.blob.core.windows.net,name=api'],
      ['type=azblob,account_url=https://myaccount.blob.core.windows.net,name=api,mode=max,ignore-error=true'],
    ],
    [
      'all parameters of azblob',
      {
        ...AZBLOB,
        account_name: 'a',
        container: 'c',
        name: 'ws',
        prefix: 'p',
        blobs_prefix: 'b',
        manifests_prefix: 'm',
      },
      [
        'type=azblob,account_url=https://myaccount.blob.core.windows.net,account_name=a,container=c,prefix=p,blobs_prefix=b,manifests_prefix=m,name=ws.api',
      ],
      [
        'type=azblob,account_url=https://myaccount.blob.core.windows.net,account_name=a,container=c,prefix=p,blobs_prefix=b,manifests_prefix=m,name=ws.api,mode=max,ignore-error=true',
      ],
    ],
    ['none', 'none', [], []],
    [
      'several',
      ['inline', 'local'],
      ['type=registry,ref=reg.io/acme/api:latest', 'type=local,src=.nx/cache/nx-bake/api'],
      ['type=inline', 'type=local,dest=.nx/cache/nx-bake/api,mode=max,ignore-error=true'],
    ],
  ])('%s', (_, ...[option, from, to]) => {
    expect(linesOf(option)).toEqual({ from, to });
  });
});

describe('presets', () => {
  const MANIFEST = ',mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true';
  const PLAIN = ',mode=max,ignore-error=true';
  it.each<[string, PresetName | 'auto', string, string]>([
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'auto', ':build-cache', MANIFEST],
    ['europe-docker.pkg.dev/p/r', 'auto', '-build-cache', PLAIN],
    ['ghcr.io/acme', 'auto', '-build-cache', PLAIN],
    ['docker.io/acme', 'auto', ':build-cache', PLAIN],
    ['harbor.acme.com/p', 'auto', '-build-cache', MANIFEST],
    ['quay.io/acme', 'auto', ':build-cache', MANIFEST],
    ['registry.acme.com', 'auto', '-build-cache', PLAIN],
    ['registry.acme.com', 'harbor', '-build-cache', MANIFEST],
    ['quay.io/acme', 'none', '-build-cache', PLAIN],
  ])('%s with preset %s', (registry, ...[preset, place, attributes]) => {
    const option = preset === 'auto' ? 'registry' : ({ type: 'registry', preset } as const);
    const { to } = linesOf(option, { image: { registry, repository: 'api' } });
    expect(to).toEqual([`type=registry,ref=${registry}/api${place}${attributes}`]);
  });

  it('give way to what is set', () => {
    const image = { registry: 'quay.io', repository: 'api' };
    const { to } = linesOf({ type: 'registry', layout: 'repository', 'oci-mediatypes': false }, { image });
    expect(to).toEqual([
      'type=registry,ref=quay.io/api-build-cache,mode=max,image-manifest=false,oci-mediatypes=false,ignore-error=true',
    ]);
  });
});

describe('policy', () => {
  const REF = 'type=registry,ref=reg.io/acme/api-build-cache';
  const EXPORT = ',mode=max,ignore-error=true';
  const DEV = { ci: true, branch: 'dev', defaultBranch: 'main' };
  const toBase = (fork: boolean) => ({ ...DEV, pullRequest: { fork, base: 'v2' } });
  const FORKED = branchTag('fork:dev');

  it.each<[string, CacheOption, Changes, string[], string[]]>([
    ['the default branch', {}, {}, [''], ['']],
    ['an unknown branch', {}, { run: { ci: false } }, [''], ['']],
    ['another branch', {}, { run: DEV }, [':dev', ''], [':dev']],
    ['a pull request', {}, { run: toBase(false) }, [':dev', ':v2', ''], [':dev']],
    ['a fork', {}, { run: toBase(true) }, [':v2', ''], []],
    [
      'a fork that may write',
      { forks: 'write' },
      { run: toBase(true) },
      [`:${FORKED}`, ':v2', ''],
      [`:${FORKED}`],
    ],
    ['no push', {}, { push: false }, [''], []],
    ['no push in CI, written there', { write: 'ci' }, { push: false }, [''], ['']],
    ['no push elsewhere', { write: 'ci' }, { push: false, run: { ci: false } }, [''], []],
    ['told to', { write: 'always' }, { push: false, run: { ci: false } }, [''], ['']],
    ['told not to', { write: 'never' }, {}, [''], []],
    ['without reading', {}, { noCache: true }, [], ['']],
    ['one scope for all', { scope: 'none' }, { run: DEV }, [''], ['']],
    ['a fixed scope', { scope: 'nightly' }, { run: DEV }, [':nightly'], [':nightly']],
    ['an explicit scope', {}, { run: DEV, scope: 'mine' }, [':mine', ''], [':mine']],
    ['an epoch', { epoch: 2 }, { run: DEV }, [':epoch--2.dev', ':epoch--2'], [':epoch--2.dev']],
    ['a variant', {}, { variant: 'arm64' }, [':variant--arm64'], [':variant--arm64']],
  ])('%s', (_, ...[option, changes, from, to]) => {
    expect(linesOf(option, changes)).toEqual({
      from: from.map((tag) => `${REF}${tag}`),
      to: to.map((tag) => `${REF}${tag}${EXPORT}`),
    });
  });

  it.each<[CacheOption, string[], string[]]>([
    [
      { type: 'registry', layout: 'tag' },
      ['ref=reg.io/acme/api:build-cache.dev', 'ref=reg.io/acme/api:build-cache'],
      ['ref=reg.io/acme/api:build-cache.dev'],
    ],
    [
      { type: 'registry', repository: 'c' },
      ['ref=reg.io/acme/c:api.dev', 'ref=reg.io/acme/c:api'],
      ['ref=reg.io/acme/c:api.dev'],
    ],
    [{ type: 'registry', ref: 'a/b:c' }, ['ref=a/b:c.dev', 'ref=a/b:c'], ['ref=a/b:c.dev']],
    [
      'local',
      ['src=.nx/cache/nx-bake/api,tag=dev', 'src=.nx/cache/nx-bake/api'],
      ['dest=.nx/cache/nx-bake/api,tag=dev'],
    ],
    [
      S3,
      ['region=eu-west-1,bucket=my_bucket,name=api.dev', 'region=eu-west-1,bucket=my_bucket,name=api'],
      ['region=eu-west-1,bucket=my_bucket,name=api.dev'],
    ],
    ['gha', ['scope=nx-bake.api'], ['scope=nx-bake.api']],
    ['inline', ['ref=reg.io/acme/api:latest'], ['type=inline']],
  ])('%j on another branch', (option, from, to) => {
    const lines = linesOf(option, { run: DEV });
    expect(lines.from.map((line) => line.replace(/^type=\w+,/u, ''))).toEqual(from);
    expect(lines.to.map((line) => line.replace(/^type=(?!inline)\w+,/u, '').replace(EXPORT, ''))).toEqual(to);
  });

  it('keeps variants and epochs apart in every kind', () => {
    const option: CacheOption = { backends: ['local', 'gha', S3], epoch: 'x' };
    expect(linesOf(option, { variant: 'arm64' }).to.map((line) => line.replace(EXPORT, ''))).toEqual([
      'type=local,dest=.nx/cache/nx-bake/api.variant--arm64,tag=epoch--x',
      'type=gha,scope=nx-bake.api.variant--arm64.epoch--x',
      'type=s3,region=eu-west-1,bucket=my_bucket,name=api.variant--arm64.epoch--x',
    ]);
  });

  it('says which part of a ref the committed bake file takes from a variable', () => {
    const { from } = entriesOf({ backends: { type: 'registry', layout: 'tag' }, epoch: 2 }, { run: DEV });
    const shared = { registry: true, tag: true };
    const place = { registry: 'reg.io/acme', repository: 'api' };
    expect(from.map(({ ref }) => ref)).toEqual([
      { ...place, tag: 'build-cache.epoch--2.dev', tagBase: 'build-cache.epoch--2', shared },
      { ...place, tag: 'build-cache.epoch--2', shared: { registry: true, tag: false } },
    ]);
    const [plain] = entriesOf(undefined).to;
    expect(plain?.ref).toEqual({ ...place, repository: 'api-build-cache', shared });
    expect(entriesOf({ scope: 'none' }).to[0]?.ref?.shared).toEqual({ registry: true, tag: false });
    expect(entriesOf({ type: 'registry', ref: 'ghcr.io/a/b' }).to[0]?.ref).toEqual({
      registry: 'ghcr.io',
      repository: 'a/b',
      shared: { registry: false, tag: true },
    });
  });
});
