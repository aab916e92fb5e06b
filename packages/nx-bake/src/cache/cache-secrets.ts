import type { Place } from '../check-shape';
import type { Problem } from '../problems';
import type { CacheBackend, Secret } from './backends/cache-backend';

/** A user and password before the host, or an Azure signature. */
const SIGNED_URL = /\/\/[^/?#]*@|[?&]sig=/iu;

/** Splits a backend's options into what may stand in a bake file and problems with what may not. */
export function splitSecrets(
  kind: CacheBackend,
  backend: Readonly<Record<string, unknown>>,
  at: Place,
): { clean: Record<string, unknown>; problems: Problem[] } {
  const found = Object.entries(backend).map(([name, value]) => ({
    name,
    value,
    secret: secretOf(kind, name, value),
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

function secretOf(
  { secrets, addressSecret }: CacheBackend,
  name: string,
  value: unknown,
): Secret | undefined {
  if (Object.hasOwn(secrets, name)) return secrets[name];
  return typeof value === 'string' && SIGNED_URL.test(value) ? addressSecret : undefined;
}
