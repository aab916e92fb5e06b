import type { Place } from '../check-shape';
import type { Problem } from '../problems';

interface Secret {
  /** What to set instead. */
  readonly variables: readonly string[];
  /** Whose environment it is read from: the run's, by buildx, or BuildKit's own. */
  readonly reader: 'buildx' | 'buildkitd';
}

// https://github.com/docker/buildx/blob/461836ba0fcb3e847dab6045a726889faa150bdb/build/opt.go#L1492-L1561
const fromBuildx = (...variables: string[]): Secret => ({ variables, reader: 'buildx' });
// https://github.com/moby/buildkit/blob/73ed6825c4b7569379ef89df0aedcdbe64473d31/README.md#azure-blob-storage-cache-experimental
const AZURE: Secret = {
  variables: ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'],
  reader: 'buildkitd',
};

const SECRETS: Readonly<Record<string, Secret>> = {
  's3 access_key_id': fromBuildx('AWS_ACCESS_KEY_ID'),
  's3 secret_access_key': fromBuildx('AWS_SECRET_ACCESS_KEY'),
  's3 session_token': fromBuildx('AWS_SESSION_TOKEN'),
  'gha token': fromBuildx('ACTIONS_RUNTIME_TOKEN'),
  'gha ghtoken': fromBuildx(),
  'azblob secret_access_key': AZURE,
};

/** A user and password before the host, or an Azure signature. */
const SIGNED_URL = /\/\/[^/?#]*@|[?&]sig=/iu;
const SECRETS_OF_URLS: Readonly<Record<string, Secret>> = {
  s3: fromBuildx('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'),
  gha: fromBuildx('ACTIONS_RUNTIME_TOKEN'),
  azblob: AZURE,
};

/** Splits a backend as somebody wrote it into what may stand in a bake file and problems with what may not. */
export function withoutSecrets(
  type: string,
  backend: Readonly<Record<string, unknown>>,
  at: Place,
): { clean: Record<string, unknown>; problems: Problem[] } {
  const found = Object.entries(backend).map(([name, value]) => ({
    name,
    value,
    secret: secretOf(type, name, value),
  }));
  return {
    clean: Object.fromEntries(
      found.filter(({ secret }) => secret === undefined).map(({ name, value }) => [name, value]),
    ),
    problems: found.flatMap(({ name, secret }) =>
      secret === undefined
        ? []
        : [{ ...at, place: `${at.place}.${name}`, kind: 'cache-secret' as const, ...secret }],
    ),
  };
}

function secretOf(type: string, name: string, value: unknown): Secret | undefined {
  const named = `${type} ${name}`;
  if (Object.hasOwn(SECRETS, named)) return SECRETS[named];
  const signed = typeof value === 'string' && SIGNED_URL.test(value) && Object.hasOwn(SECRETS_OF_URLS, type);
  return signed ? SECRETS_OF_URLS[type] : undefined;
}
