import { formatProblem } from '../problems';
import { normalizeCache } from './normalize-cache';

const AT = { place: 'cache', hasRegistry: true };
const S3 = { type: 's3', region: 'eu-west-1', bucket: 'b' };
const AZBLOB = { type: 'azblob', account_url: 'https://acme.blob.core.windows.net' };

const textsOf = (raw: unknown): string[] => {
  const policy = normalizeCache(raw, AT);
  return policy.ok ? [JSON.stringify(policy.value)] : policy.problems.map(formatProblem);
};

describe('secrets in the option cache', () => {
  it.each([
    [S3, 'access_key_id', 'AWS_ACCESS_KEY_ID in the environment of the run'],
    [S3, 'secret_access_key', 'AWS_SECRET_ACCESS_KEY in the environment of the run'],
    [S3, 'session_token', 'AWS_SESSION_TOKEN in the environment of the run'],
    [{ type: 'gha' }, 'token', 'ACTIONS_RUNTIME_TOKEN in the environment of the run'],
    [{ type: 'gha' }, 'ghtoken', 'Leave it out.'],
    [AZBLOB, 'secret_access_key', 'AZURE_CLIENT_SECRET in the environment of the BuildKit daemon'],
  ])('%p refuses %s and says what to set instead', (backend, name, advice) => {
    const texts = textsOf({ backends: [{ ...backend, [name]: 'hunter2' }] });
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain(`NX_BAKE_CACHE_SECRET: cache.backends[0].${name} is a secret`);
    expect(texts[0]).toContain(advice);
    expect(texts.join()).not.toContain('hunter2');
  });

  it.each([
    [{ ...S3, endpoint_url: 'https://me:hunter2@minio:9000' }, 'cache.endpoint_url'],
    [{ ...AZBLOB, account_url: 'https://acme.blob.core.windows.net?sv=1&sig=hunter2' }, 'cache.account_url'],
    [{ type: 'gha', url: 'https://me:hunter2@cache' }, 'cache.url'],
  ])('refuses addresses with secrets: %p', (backend, place) => {
    const texts = textsOf(backend);
    expect(texts.join('\n')).toContain(`NX_BAKE_CACHE_SECRET: ${place} is a secret`);
    expect(texts.join('\n')).not.toContain('hunter2');
  });

  it.each([['type=s3,secret_access_key=hunter2'], [{ type: 'type=s3,secret_access_key=hunter2' }]])(
    "does not repeat bake's own form: %p",
    (raw) => {
      expect(textsOf(raw).join()).not.toContain('hunter2');
    },
  );

  it('reports a secret and all else that is wrong', () => {
    expect(textsOf({ ...S3, secret_access_key: 'hunter2', mode: 'all' })).toHaveLength(2);
  });
});
