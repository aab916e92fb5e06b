import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { proxyFor } from './proxy';

export interface HttpRequest {
  readonly method: 'HEAD' | 'GET' | 'PUT' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  /** Takes any certificate: for this machine, and for registries that docker calls insecure. */
  readonly anyCertificate: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface TransportOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal | undefined;
  /** How long nothing may happen on a connection. */
  readonly idleMs: number;
}

/** A host that took a request and said nothing, which it is not worth to wait for again. */
export class SilentHostError extends Error {
  override readonly name = 'SilentHostError';
}

/** Manifests are at most 4 MB by the specification, configs of images are smaller. */
const MAX_BODY = 16 * 1024 * 1024;

/**
 * Sends requests over connections that are kept. Node's `fetch` is not used: before Node 24 it knows no proxies, and it
 * takes no certificate that docker takes.
 */
export function createTransport(options: TransportOptions): (request: HttpRequest) => Promise<HttpAnswer> {
  const agents = new Map<string, HttpAgent>();
  const agentFor = ({ url, anyCertificate }: HttpRequest): HttpAgent => {
    const proxy = url.protocol === 'https:' ? proxyFor(url, options.env) : undefined;
    const key = `${url.protocol} ${anyCertificate ? 'any' : ''} ${proxy?.href ?? ''}`;
    const agent = agents.get(key) ?? newAgent(url, { proxy, anyCertificate });
    agents.set(key, agent);
    return agent;
  };
  return (request) => send(request, agentFor(request), options);
}

interface AgentOptions {
  readonly proxy: URL | undefined;
  readonly anyCertificate: boolean;
}

function newAgent(url: URL, { proxy, anyCertificate }: AgentOptions): HttpAgent {
  if (url.protocol === 'http:') return new HttpAgent({ keepAlive: true });
  const options = { keepAlive: true, rejectUnauthorized: !anyCertificate };
  return proxy === undefined ? new HttpsAgent(options) : new TunnelAgent(proxy, options);
}

function send(
  { method, url, headers, body }: HttpRequest,
  agent: HttpAgent,
  { env, signal, idleMs }: TransportOptions,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(body.length) };
    const proxy = url.protocol === 'http:' ? proxyFor(url, env) : undefined;
    const options = {
      method,
      agent,
      headers: { ...headers, ...length },
      ...(signal === undefined ? {} : { signal }),
    };
    const sent =
      url.protocol === 'https:'
        ? httpsRequest(url, options)
        : httpRequest(proxy ?? url, proxy === undefined ? options : throughProxy(proxy, url, options));
    sent.setTimeout(idleMs, () => sent.destroy(new SilentHostError(`no answer within ${idleMs / 1000} s`)));
    sent.on('error', reject).on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > MAX_BODY) response.destroy(new Error(`an answer of more than ${MAX_BODY} bytes`));
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    sent.end(body);
  });
}

/** A proxy is asked for the whole URL. */
const throughProxy = <T extends { headers: Record<string, string> }>(proxy: URL, url: URL, options: T) => ({
  ...options,
  path: url.href,
  headers: { ...options.headers, host: url.host, ...proxyHeaders(proxy) },
});

function proxyHeaders({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(user).toString('base64')}` };
}

type Connected = (error: Error | null, socket: Duplex) => void;

/** Speaks TLS to the host behind a proxy, through a tunnel that the proxy opens. */
class TunnelAgent extends HttpsAgent {
  constructor(
    private readonly proxy: URL,
    options: { keepAlive: boolean; rejectUnauthorized: boolean },
  ) {
    super(options);
  }

  override createConnection(
    { host, port, servername, rejectUnauthorized }: TunnelTarget,
    connected: Connected,
  ): undefined {
    const failed = (error: Error): void => {
      (connected as (error: Error) => void)(error); // without a socket where there is an error
    };
    const start = this.proxy.protocol === 'https:' ? httpsRequest : httpRequest;
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const headers = { host: authority, ...proxyHeaders(this.proxy) };
    start(this.proxy, { method: 'CONNECT', path: authority, headers })
      .on('error', failed)
      .on('connect', ({ statusCode }, socket) => {
        if (statusCode !== 200)
          failed(new Error(`the proxy ${this.proxy.host} answered ${statusCode ?? 'nothing'}`));
        else connected(null, connectTls({ socket, servername: servername ?? host, rejectUnauthorized }));
      })
      .end();
  }
}

interface TunnelTarget {
  readonly host: string;
  readonly port: number;
  readonly servername?: string;
  readonly rejectUnauthorized: boolean;
}
