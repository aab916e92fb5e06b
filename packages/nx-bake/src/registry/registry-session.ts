import { parseChallenge, type Challenge } from './challenge';
import { findCredentials, type CredentialSource, type Credentials } from './credentials';
import { isLoopback } from './repository';
import { unreachableHost } from './registry-error';
import { basic, TokenPool, type Scope } from './token-pool';
import { SilentHostError, type HttpAnswer, type HttpRequest } from './transport';

export interface SessionOptions extends CredentialSource {
  readonly send: (request: HttpRequest) => Promise<HttpAnswer>;
  /** Sends once, without patience: for finding out what a host speaks. */
  readonly probe: (request: HttpRequest) => Promise<HttpAnswer>;
  /** Whether docker calls a host insecure: any certificate, or plain HTTP. Asked when it speaks no good TLS. */
  readonly isInsecure: (host: string) => Promise<boolean>;
}

export interface HostRequest {
  readonly method: HttpRequest['method'];
  /** From the host's root. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly scopes: readonly Scope[];
}

interface Origin {
  readonly base: string;
  readonly anyCertificate: boolean;
}

/** What is known of one host: how it is spoken to, and how it is signed in to. */
export class RegistrySession {
  private pool: TokenPool | undefined;

  private constructor(
    private readonly options: SessionOptions,
    private readonly found: { readonly origin: Origin; readonly credentials: Credentials | undefined },
    private challenge: Challenge,
  ) {}

  /** Finds out what a host speaks, and what it asks for at its root. */
  static async open(host: string, options: SessionOptions): Promise<RegistrySession> {
    const [credentials, { origin, answer }] = await Promise.all([
      findCredentials(host, options),
      findOrigin(host, options),
    ]);
    return new RegistrySession(options, { origin, credentials }, challengeIn(answer));
  }

  /** Signs in where the host asks for it, once more with a token of its own where the shared one is refused. */
  async request(request: HostRequest): Promise<HttpAnswer> {
    const first = await this.send(request, false);
    if (first.status !== 401) return first;
    const asked = challengeIn(first);
    if (asked.scheme === 'none' || (asked.scheme === 'basic' && this.challenge.scheme === 'basic'))
      return first;
    if (JSON.stringify(asked) !== JSON.stringify(this.challenge)) this.pool = undefined;
    this.challenge = asked;
    return this.send(request, true);
  }

  private async send(
    { method, path, headers, body, scopes }: HostRequest,
    alone: boolean,
  ): Promise<HttpAnswer> {
    const { base, anyCertificate } = this.found.origin;
    const authorization = await this.authorization(scopes, alone);
    const signed = authorization === undefined ? headers : { ...headers, authorization };
    const url = new URL(path, base);
    const answer = await this.options.send({ method, url, headers: signed, body, anyCertificate });
    return this.followed(answer, { method, url, headers, body });
  }

  /** Blobs may lie elsewhere. The credentials stay here. */
  private followed(
    answer: HttpAnswer,
    { method, url, headers, body }: Sent,
  ): Promise<HttpAnswer> | HttpAnswer {
    const to = answer.headers.location;
    if (method !== 'GET' || to === undefined || ![301, 302, 303, 307, 308].includes(answer.status))
      return answer;
    const next = new URL(to, url);
    if (url.protocol === 'https:' && next.protocol !== 'https:') return answer;
    return this.options.send({
      method,
      url: next,
      headers,
      body,
      anyCertificate: this.found.origin.anyCertificate,
    });
  }

  private async authorization(scopes: readonly Scope[], alone: boolean): Promise<string | undefined> {
    const { challenge } = this;
    const { credentials } = this.found;
    if (credentials?.kind === 'bearer') return `Bearer ${credentials.token}`;
    if (challenge.scheme === 'none') return undefined;
    if (challenge.scheme === 'basic')
      return credentials?.kind === 'password' ? basic(credentials) : undefined;
    this.pool ??= this.newPool(challenge);
    return `Bearer ${await this.pool.tokenFor(scopes, alone)}`;
  }

  private newPool(challenge: Challenge & { scheme: 'bearer' }): TokenPool {
    const { send } = this.options;
    const { anyCertificate, base } = this.found.origin;
    const realm = new URL(challenge.realm, base);
    // a password goes in plain text only where docker itself would send it so
    if (realm.protocol !== 'https:' && !isLoopback(realm.host) && !base.startsWith('http:'))
      throw new Error(`${base} names the token server ${realm.origin}, which is no HTTPS`);
    return new TokenPool({
      challenge: { ...challenge, realm: realm.href },
      credentials: this.found.credentials,
      send: (request) => send({ ...request, anyCertificate }),
    });
  }
}

type Sent = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>;

const challengeIn = ({ status, headers }: HttpAnswer): Challenge =>
  status === 401 ? parseChallenge(headers['www-authenticate']) : { scheme: 'none' };

async function findOrigin(
  host: string,
  options: SessionOptions,
): Promise<{ origin: Origin; answer: HttpAnswer }> {
  const secure: Origin = { base: `https://${host}`, anyCertificate: false };
  try {
    return { origin: secure, answer: await ping(secure, options) };
  } catch (error) {
    if (!isLoopback(host) && !(await options.isInsecure(host))) {
      if (isOfTls(error) || error instanceof SilentHostError) throw unreachableHost(host, error);
      return { origin: secure, answer: await ping(secure, { probe: options.send }) };
    }
  }
  // in docker's order
  const loose: Origin = { base: `https://${host}`, anyCertificate: true };
  const open: Origin = { base: `http://${host}`, anyCertificate: true };
  try {
    return { origin: loose, answer: await ping(loose, options) };
  } catch {
    return { origin: open, answer: await ping(open, { probe: options.send }) };
  }
}

/** Failures that a repetition does not mend. */
const isOfTls = (error: unknown): boolean =>
  /^(?:ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/u.test(
    (error as NodeJS.ErrnoException | undefined)?.code ?? '', // what node throws
  );

const ping = (
  { base, anyCertificate }: Origin,
  { probe }: Pick<SessionOptions, 'probe'>,
): Promise<HttpAnswer> =>
  probe({ method: 'GET', url: new URL('/v2/', base), headers: {}, body: undefined, anyCertificate });
