import * as v from 'valibot';
import { formatProblem } from '../problems';
import { CACHE_BACKENDS } from './backends/cache-backends';
import { CacheOptionSchema, CacheSchema, PolicySchema } from './cache-options';
import { normalizeCache } from './normalize-cache';

const AT = { place: 'cache', hasRegistry: true };
const S3 = { type: 's3', region: 'eu-west-1', bucket: 'b' };
const DEFAULTS = {
  scope: { kind: 'branch' },
  defaultBranch: undefined,
  write: 'push',
  forks: 'read',
  epoch: undefined,
};

const policyOf = (raw: unknown, hasRegistry = true) => {
  const policy = normalizeCache(raw, { ...AT, hasRegistry });
  if (!policy.ok) throw new Error(policy.problems.map(formatProblem).join('\n'));
  return policy.value;
};
const kindsOf = (raw: unknown, hasRegistry = true): string[] =>
  policyOf(raw, hasRegistry).backends.map(({ kind }) => kind);
const textsOf = (raw: unknown): string[] => {
  const policy = normalizeCache(raw, AT);
  return policy.ok ? [] : policy.problems.map(formatProblem);
};

describe('ways to write the option cache', () => {
  it.each<[unknown, string[]]>([
    [undefined, ['registry']],
    [null, ['registry']],
    [{}, ['registry']],
    [{ epoch: 2 }, ['registry']],
    ['registry', ['registry']],
    ['inline', ['inline']],
    ['local', ['local']],
    ['gha', ['gha']],
    ['none', []],
    [false, []],
    [[], []],
    [{ type: 'none' }, []],
    [S3, ['s3']],
    [{ type: 'azblob', account_url: 'https://a.blob.core.windows.net' }, ['azblob']],
    [
      ['registry', { type: 'gha' }, 'none'],
      ['registry', 'gha'],
    ],
    [{ backends: 'inline' }, ['inline']],
    [{ backends: false, epoch: 'x' }, []],
    [{ backends: ['local', S3] }, ['local', 's3']],
  ])('%p means %p', (raw, kinds) => {
    expect(kindsOf(raw)).toEqual(kinds);
    expect(v.is(CacheSchema, raw ?? {}) || JSON.stringify(raw).includes('none')).toBe(true);
  });

  it('has no cache where nothing is said and there is no registry', () => {
    expect(kindsOf(undefined, false)).toEqual([]);
    expect(kindsOf({ epoch: 1 }, false)).toEqual([]);
    expect(kindsOf('registry', false)).toEqual(['registry']);
  });

  it('is complete inside', () => {
    expect(policyOf(undefined)).toEqual({
      ...DEFAULTS,
      backends: [
        {
          kind: 'registry',
          layout: { kind: 'preset' },
          preset: 'auto',
          both: {},
          exportOnly: { mode: 'max', 'ignore-error': 'true' },
        },
      ],
    });
    expect(
      policyOf({
        backends: 'none',
        scope: 'ci',
        defaultBranch: 'trunk',
        write: 'ci',
        forks: 'write',
        epoch: 3,
      }),
    ).toEqual({
      backends: [],
      scope: { kind: 'fixed', name: 'ci' },
      defaultBranch: 'trunk',
      write: 'ci',
      forks: 'write',
      epoch: '3',
    });
  });

  it('takes the mode of the backend before that of the policy', () => {
    const { backends } = policyOf({
      mode: 'min',
      backends: ['gha', { ...S3, mode: 'max', 'ignore-error': false }],
    });
    expect(backends).toMatchObject([
      { exportOnly: { mode: 'min', 'ignore-error': 'true' } },
      { exportOnly: { mode: 'max', 'ignore-error': 'false' } },
    ]);
  });
});

describe('what is wrong with the option cache', () => {
  const KINDS = '"registry", "inline", "local", "gha", "s3", "azblob", "none"';
  const INVALID = 'NX_BAKE_INVALID_OPTION';

  it.each<[unknown, string[]]>([
    [
      7,
      [
        `${INVALID}: cache is a value of type number. Set it to one of ${KINDS}, false, an object, or a list of them.`,
      ],
    ],
    [
      true,
      [
        `${INVALID}: cache is a value of type boolean. Set it to one of ${KINDS}, false, an object, or a list of them.`,
      ],
    ],
    [
      'regsitry',
      [`${INVALID}: cache is "regsitry". Set it to one of ${KINDS}, false, an object, or a list of them.`],
    ],
    [
      ['x', 3],
      [
        `${INVALID}: cache[0] is "x". Set it to one of ${KINDS}, or an object whose "type" is one of them.`,
        `${INVALID}: cache[1] is a value of type number. Set it to one of ${KINDS}, or an object whose "type" is one of them.`,
      ],
    ],
    [
      { backends: [{ type: 'gh' }, {}] },
      [
        `${INVALID}: cache.backends[0].type is "gh". Set it to one of ${KINDS}.`,
        `${INVALID}: cache.backends[1].type is missing. Set it to one of ${KINDS}.`,
      ],
    ],
    [
      { backends: ['registry', { type: 'registry', mode: 'all' }], wrte: 'ci', write: 'x' },
      [
        `${INVALID}: cache.write is "x". Set it to "push", "ci", "always" or "never".`,
        'NX_BAKE_UNKNOWN_OPTION: cache has no option "wrte". Known options: backends, defaultBranch, epoch, forks, mode, scope, write.',
        `${INVALID}: cache.backends[1].mode is "all". Set it to "max" or "min".`,
      ],
    ],
    [
      { type: 'inline', mode: 'min' },
      ['NX_BAKE_UNKNOWN_OPTION: cache has no option "mode". Known options: type.'],
    ],
    [
      { type: 's3' },
      [
        `${INVALID}: cache.region is missing. Set it to a string: a cache of type s3 needs a region and a bucket.`,
        `${INVALID}: cache.bucket is missing. Set it to a string: a cache of type s3 needs a region and a bucket.`,
      ],
    ],
    [
      { type: 'azblob' },
      [`${INVALID}: cache.account_url is missing. Set it to the address of the storage account.`],
    ],
    [
      {
        ...S3,
        touch_refresh: '1 day',
        upload_parallelism: 0,
        use_path_style: 'yes',
        retry_mode: 'x',
        name: 'a;b',
      },
      [
        `${INVALID}: cache.name is "a;b". Set it to a string without semicolons.`,
        `${INVALID}: cache.use_path_style is "yes". Set it to true or false.`,
        `${INVALID}: cache.retry_mode is "x". Set it to "standard" or "adaptive".`,
        `${INVALID}: cache.touch_refresh is "1 day". Set it to a duration such as "24h", "10m" or "1h30m".`,
        `${INVALID}: cache.upload_parallelism is 0. Set it to a whole number from 1.`,
      ],
    ],
    [
      { type: 'registry', compression: 'brotli', 'compression-level': 1.5 },
      [
        `${INVALID}: cache.compression is "brotli". Set it to "gzip", "zstd", "estargz" or "uncompressed".`,
        `${INVALID}: cache.compression-level is 1.5. Set it to a whole number from 0 to 22.`,
      ],
    ],
    [
      { type: 'local', 'compression-level': 15 },
      [
        `${INVALID}: cache.compression-level is 15. Set it to a whole number from 0 to 9: gzip knows no more.`,
      ],
    ],
    [
      { type: 'registry', 'image-manifest': true, 'oci-mediatypes': false, layout: 'shared' },
      [
        `${INVALID}: cache.repository is missing. Set it to the repository that all targets share, for instance "build-cache".`,
        `${INVALID}: cache.oci-mediatypes is false. Set it to true, which "image-manifest" needs.`,
      ],
    ],
    [
      { type: 'registry', ref: 'a/b', layout: 'tag' },
      [
        `${INVALID}: cache is an object with both "ref" and "layout" or "repository". Set it to one with "ref", or without it.`,
      ],
    ],
    [
      { type: 'registry', layout: 'tag', repository: 'x' },
      [`${INVALID}: cache.layout is "tag". Set it to "shared", or leave out "repository".`],
    ],
    [
      { type: 'registry', ref: 'A/b' },
      [
        'NX_BAKE_INVALID_IMAGE: cache.ref: "A/b" is not a valid image reference: the repository "A/b" must be lower-case.',
      ],
    ],
    [
      { type: 'registry', repository: 'a:b' },
      [
        'NX_BAKE_INVALID_IMAGE: cache.repository: "a:b" is not a valid image reference: each target gets a tag of its own, so leave it out here.',
      ],
    ],
    [
      { type: 'registry', ref: `a:${'x'.repeat(64)}` },
      [expect.stringContaining('leaves no room for the scope') as string],
    ],
    [
      { type: 'registry', ref: `a@sha256:${'0'.repeat(64)}` },
      [expect.stringContaining('has no fixed digest') as string],
    ],
    [
      { type: 'gha', scope: 'a\nb', timeout: 10 },
      [
        `${INVALID}: cache.scope is "a\\nb". Set it to a non-empty string without line breaks.`,
        `${INVALID}: cache.timeout is 10. Set it to a duration such as "24h", "10m" or "1h30m".`,
      ],
    ],
    [
      { epoch: 1.5, scope: '' },
      [
        `${INVALID}: cache.scope is "". Set it to a non-empty string without line breaks.`,
        `${INVALID}: cache.epoch is 1.5. Set it to a whole number or a string without line breaks.`,
      ],
    ],
  ])('%j', (raw, texts) => {
    expect(textsOf(raw)).toEqual(texts);
  });

  it('names the project', () => {
    expect(normalizeCache({ type: 'inline', x: 1 }, { ...AT, project: 'api' })).toMatchObject({
      problems: [{ project: 'api' }],
    });
  });
});

const descriptionOf = (schema: v.GenericSchema): string | undefined =>
  'wrapped' in schema ? descriptionOf(schema.wrapped as v.GenericSchema) : v.getDescription(schema);

describe('the schemas', () => {
  const entries = [...Object.values(CACHE_BACKENDS).map(({ schema }) => schema), PolicySchema].flatMap(
    (schema) => Object.entries<v.GenericSchema>(schema.entries),
  );

  it('describe every option in a sentence', () => {
    const undescribed = entries.filter(([, schema]) => !/^.+[.]$/u.test(descriptionOf(schema) ?? ''));
    expect(new Set(undescribed.map(([name]) => name))).toEqual(new Set(['type']));
  });

  it('let the option pass among others, and are complete for its documentation', () => {
    expect(v.is(v.object({ cache: v.optional(CacheOptionSchema) }), { cache: { type: 'x' } })).toBe(true);
    expect(CacheOptionSchema.getter(undefined)).toBe(CacheSchema);
  });
});
