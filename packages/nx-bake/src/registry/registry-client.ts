import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { CredentialSource } from './credentials';
import { createPatientSender } from './patient-sender';
import { refused, RegistryError } from './registry-error';
import { RegistrySession, type HostRequest } from './registry-session';
import type { Repository } from './repository';
import type { Scope } from './token-pool';
import { createTransport, type HttpAnswer } from './transport';

/** A manifest or an image index, with its bytes as they were got: they are what the digest is of. */
export interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/**
 * The registry API, as far as tags and digests need it. What is not there is undefined; anything else that goes wrong
 * is a {@link RegistryError}. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
export interface RegistryClient {
  /** The digest that a tag or a digest names. Registries do not count this as a pull. */
  head(repository: Repository, reference: string): Promise<string | undefined>;
  manifest(repository: Repository, reference: string): Promise<Manifest | undefined>;
  /** Writes a manifest under a tag or its digest. */
  put(repository: Repository, reference: string, manifest: Manifest): Promise<void>;
  blob(repository: Repository, digest: string): Promise<Buffer | undefined>;
  /** Makes a blob of another repository of the same registry known here; false where that must be copied. */
  mount(repository: Repository, digest: string, from: Repository): Promise<boolean>;
}

export interface RegistryOptions extends CredentialSource {
  readonly signal?: AbortSignal | undefined;
  readonly isInsecure?: (host: string) => Promise<boolean>;
  readonly pauseMs?: number;
  readonly idleMs?: number;
}

/** 16 at once: 200 looks take a second, and no registry that was tried minds. */
const AT_ONCE = 16;

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

export function createRegistryClient(options: RegistryOptions): RegistryClient {
  const request = createRequester(options);
  return {
    head: async (repository, reference) => {
      const answer = await request(repository, read('HEAD', `manifests/${reference}`));
      if (answer === undefined) return undefined;
      return digestHeader(answer) ?? (await getManifest(request, repository, reference))?.digest;
    },
    manifest: (repository, reference) => getManifest(request, repository, reference),
    put: async (repository, reference, { mediaType, bytes }) => {
      const write = { method: 'PUT', path: `manifests/${reference}`, push: true, body: bytes } as const;
      const answer = await request(repository, { ...write, headers: { 'content-type': mediaType } });
      if (answer === undefined) throw new RegistryError(`${placeOf(repository)} is not there`, 404);
    },
    blob: async (repository, digest) => {
      const answer = await request(repository, read('GET', `blobs/${digest}`));
      if (answer !== undefined && digestOf(answer.body) !== digest) throw tampered(repository, digest);
      return answer?.body;
    },
    mount: async (repository, digest, from) => {
      const query = new URLSearchParams({ mount: digest, from: from.name }).toString();
      const mounting = { method: 'POST', path: `blobs/uploads/?${query}`, push: true } as const;
      const answer = await request(repository, { ...mounting, from: from.name });
      return answer?.status === 201;
    },
  };
}

type Requester = (repository: Repository, wanted: Wanted) => Promise<HttpAnswer | undefined>;

interface Wanted {
  readonly method: HostRequest['method'];
  /** From the repository on. */
  readonly path: string;
  readonly push: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** A second repository that is read. */
  readonly from?: string;
}

const read = (method: 'HEAD' | 'GET', path: string): Wanted => ({
  method,
  path,
  push: false,
  headers: { accept: path.startsWith('manifests/') ? ACCEPT : '*/*' },
});

/** How long a host that could not be reached is not asked again. */
const LEFT_ALONE_MS = 30_000;

/** A session for each host, opened when it is first needed, and anew some time after that failed. */
function createRequester({ cwd, env, ...more }: RegistryOptions): Requester {
  const signal = more.signal && AbortSignal.any([more.signal]);
  // each request listens to it
  if (signal !== undefined) setMaxListeners(0, signal);
  const transport = createTransport({ env, signal, idleMs: more.idleMs ?? 10_000 });
  const send = createPatientSender({ transport, signal, limit: AT_ONCE, pauseMs: more.pauseMs ?? 500 });
  const isInsecure = more.isInsecure ?? (() => Promise.resolve(false));
  const sessions = new Map<string, Promise<RegistrySession>>();
  const sessionOf = (host: string): Promise<RegistrySession> => {
    const known = sessions.get(host);
    if (known !== undefined) return known;
    const opened = RegistrySession.open(host, { cwd, env, send, probe: transport, isInsecure });
    sessions.set(host, opened);
    opened.catch(() => setTimeout(() => sessions.delete(host), LEFT_ALONE_MS).unref());
    return opened;
  };
  return async (repository, { method, path, push, headers = {}, body, from }) => {
    const session = await sessionOf(repository.host);
    const scopes: Scope[] = [
      { repository: repository.name, push },
      ...(from === undefined ? [] : [{ repository: from, push: false }]),
    ];
    const whole = `/v2/${repository.name}/${path}`;
    const answer = await session.request({ method, path: whole, headers, body, scopes });
    if (answer.status === 404) return undefined;
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw refused(`${method} ${repository.host}${whole.split('?')[0] ?? ''}`, answer);
  };
}

async function getManifest(
  request: Requester,
  repository: Repository,
  reference: string,
): Promise<Manifest | undefined> {
  const answer = await request(repository, read('GET', `manifests/${reference}`));
  if (answer === undefined) return undefined;
  const digest = digestOf(answer.body);
  const expected = reference.startsWith('sha256:') ? reference : (digestHeader(answer) ?? digest);
  // what would be written again under a tag has to be what the registry has
  if (digest !== expected) throw tampered(repository, expected);
  return { digest, mediaType: answer.headers['content-type'] ?? '', bytes: answer.body };
}

const digestHeader = ({ headers }: HttpAnswer): string | undefined => {
  const value = headers['docker-content-digest'];
  return typeof value === 'string' && /^sha256:[a-f0-9]{64}$/u.test(value) ? value : undefined;
};

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const placeOf = ({ host, name }: Repository): string => `${host}/${name}`;

const tampered = (repository: Repository, digest: string): RegistryError =>
  new RegistryError(`${placeOf(repository)} answered with other bytes than ${digest}`, undefined);
