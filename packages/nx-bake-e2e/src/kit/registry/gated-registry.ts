import { randomUUID } from 'node:crypto';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { registry } from './registry';

export interface Identity {
  readonly password: string;
  readonly push: boolean;
}

export interface Gate {
  /** `host:port` */
  readonly address: string;
  /** `METHOD /path?query` of every request since the last call. */
  asked(): string[];
  /** The next answers, before anything else is looked at. */
  next(...answers: readonly Answer[]): void;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GateOptions {
  readonly scheme: 'basic' | 'bearer';
  readonly identities: Readonly<Record<string, Identity>>;
  /** Refuses requests for a token that name more scopes than these. */
  readonly maxScopes?: number;
}

/** A refresh token of an identity. */
export const refreshToken = (name: string): string => `refresh-${name}`;

/** The engine's registry behind a sign-in: Basic, or a token server as the distribution project specifies it. */
export async function startGate(options: GateOptions): Promise<Gate> {
  let asked: string[] = [];
  let planned: Answer[] = [];
  const tokens = new Map<string, readonly string[]>();
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
    const [answer, ...rest] = planned;
    planned = rest;
    if (answer !== undefined) outgoing.writeHead(answer.status, answer.headers).end();
    else if (incoming.url?.startsWith('/token') === true) void grant(incoming, outgoing);
    else if (allows(incoming)) pass(incoming, outgoing);
    else refuse(incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`; // of a server that listens to a port

  const identityOf = (incoming: IncomingMessage, form: URLSearchParams): Identity | undefined => {
    const refresh = form.get('refresh_token');
    if (refresh !== null) return options.identities[refresh.replace(/^refresh-/u, '')];
    const [name = '', ...password] = basicOf(incoming).split(':');
    const found = options.identities[name];
    return found?.password === password.join(':') ? found : undefined;
  };
  const grant = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const query = new URL(incoming.url ?? '/', 'http://gate').searchParams;
    const form = new URLSearchParams(incoming.method === 'POST' ? await textOf(incoming) : '');
    const scopes = [...query.getAll('scope'), ...(form.get('scope')?.split(' ') ?? [])];
    const identity = identityOf(incoming, form);
    if (identity === undefined || scopes.length > (options.maxScopes ?? Infinity)) {
      outgoing.writeHead(identity === undefined ? 401 : 400).end();
      return;
    }
    const token = randomUUID();
    tokens.set(
      token,
      scopes.map((scope) => (identity.push ? scope : scope.replace(/:pull.*/u, ':pull'))),
    );
    outgoing.writeHead(200).end(JSON.stringify({ token, expires_in: 300 }));
  };
  const allows = (incoming: IncomingMessage): boolean => {
    const pushes = !['GET', 'HEAD'].includes(incoming.method ?? '');
    const authorization = incoming.headers.authorization ?? '';
    if (options.scheme === 'basic') {
      const identity = identityOf(incoming, new URLSearchParams());
      return identity !== undefined && (identity.push || !pushes);
    }
    const scopes = tokens.get(authorization.replace(/^Bearer /u, ''));
    if (scopes === undefined) return false;
    const url = new URL(incoming.url ?? '/', 'http://gate');
    const [, repository] = /^\/v2\/(.+?)\/(?:manifests|blobs)\//u.exec(url.pathname) ?? [];
    const from = url.searchParams.get('from');
    const has = (name: string, push: boolean): boolean =>
      scopes.some(
        (scope) => scope === `repository:${name}:pull,push` || (!push && scope === `repository:${name}:pull`),
      );
    return repository === undefined || (has(repository, pushes) && (from === null || has(from, false)));
  };
  const refuse = (_: IncomingMessage, outgoing: ServerResponse): void => {
    const challenge =
      options.scheme === 'basic'
        ? 'Basic realm="gate"'
        : `Bearer realm="http://${address}/token",service="gate"`;
    outgoing
      .writeHead(401, { 'www-authenticate': challenge })
      .end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] }));
  };

  return {
    address,
    asked: () => {
      const seen = asked;
      asked = [];
      return seen;
    },
    next: (...answers) => {
      planned = [...answers];
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

const basicOf = ({ headers }: IncomingMessage): string =>
  Buffer.from((headers.authorization ?? '').replace(/^Basic /u, ''), 'base64').toString('utf8');

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer); // no encoding is set
  return Buffer.concat(chunks).toString('utf8');
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const [hostname, port] = registry().split(':');
  const { method, url: path, headers } = incoming;
  const through = request({ hostname, port, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  through.on('error', () => outgoing.destroy());
  incoming.on('error', () => through.destroy()).pipe(through);
}
