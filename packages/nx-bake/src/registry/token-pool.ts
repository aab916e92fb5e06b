import type { Challenge } from './challenge';
import type { Credentials } from './credentials';
import { numberOf, recordOf, textOf } from '../foreign';
import { refused } from './registry-error';
import type { HttpAnswer, HttpRequest } from './transport';

/** What a token allows in a repository. */
export interface Scope {
  readonly repository: string;
  readonly push: boolean;
}

type Send = (request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>) => Promise<HttpAnswer>;

export interface TokenServer {
  readonly challenge: Challenge & { scheme: 'bearer' };
  readonly credentials: Credentials | undefined;
  readonly send: Send;
}

interface Token {
  readonly scopes: readonly Scope[];
  readonly value: string;
  readonly until: number;
}

interface Waiting {
  readonly scopes: readonly Scope[];
  readonly resolve: (token: Promise<Token>) => void;
}

/** A token for each repository takes three times as many requests; URLs must not get too long either. */
const SCOPES_PER_TOKEN = 20;

/** The specification's default, and a margin for the way to the registry. */
const DEFAULT_SECONDS = 60;
const MARGIN_MS = 5000;

/** Gets the tokens of one host. What is asked for in the same moment shares a token. */
export class TokenPool {
  private readonly tokens: Token[] = [];
  private readonly asked = new Map<string, Promise<Token>>();
  private waiting: Waiting[] = [];

  constructor(private readonly server: TokenServer) {}

  /** A token for these scopes; `alone` where one that was shared turned out not to hold them. */
  async tokenFor(scopes: readonly Scope[], alone = false): Promise<string> {
    if (!alone) {
      const known = this.tokens.find((token) => token.until > Date.now() && covers(token.scopes, scopes));
      if (known !== undefined) return known.value;
    }
    const key = `${alone ? 'alone ' : ''}${scopes.map(formatScope).join(' ')}`;
    const pending = this.asked.get(key) ?? this.ask(scopes, alone);
    this.asked.set(key, pending);
    try {
      return (await pending).value;
    } finally {
      this.asked.delete(key);
    }
  }

  private async ask(scopes: readonly Scope[], alone: boolean): Promise<Token> {
    const token = alone ? await this.fetchToken(scopes) : await this.shared(scopes);
    if (!this.tokens.includes(token)) this.tokens.unshift(token);
    return token;
  }

  private shared(scopes: readonly Scope[]): Promise<Token> {
    return new Promise((resolve) => {
      if (this.waiting.length === 0)
        setImmediate(() => {
          this.flush();
        });
      this.waiting.push({ scopes, resolve });
    });
  }

  private flush(): void {
    const waiting = this.waiting;
    this.waiting = [];
    let batch: Waiting[] = [];
    for (const one of waiting) {
      if (batch.length > 0 && scopesOf([...batch, one]).length > SCOPES_PER_TOKEN) {
        this.settle(batch);
        batch = [];
      }
      batch.push(one);
    }
    this.settle(batch);
  }

  private settle(batch: readonly Waiting[]): void {
    const token = this.fetchToken(scopesOf(batch));
    for (const { scopes, resolve } of batch)
      // some token servers take one scope only, and one repository may be forbidden
      resolve(batch.length === 1 ? token : token.catch(() => this.fetchToken(scopes)));
  }

  private async fetchToken(scopes: readonly Scope[]): Promise<Token> {
    const { challenge, send } = this.server;
    const answer = await send(tokenRequest(this.server, scopes));
    if (answer.status !== 200) throw refused(`signing in at ${new URL(challenge.realm).host}`, answer);
    const { token, access_token, expires_in } = recordOf(parsed(answer.body));
    const value = textOf(token) ?? textOf(access_token);
    if (value === undefined) throw refused(`signing in at ${challenge.realm} without a token`, answer);
    const seconds = Math.max(numberOf(expires_in) ?? DEFAULT_SECONDS, DEFAULT_SECONDS);
    return { scopes, value, until: Date.now() + seconds * 1000 - MARGIN_MS };
  }
}

const formatScope = ({ repository, push }: Scope): string =>
  `repository:${repository}:${push ? 'pull,push' : 'pull'}`;

const covers = (has: readonly Scope[], wanted: readonly Scope[]): boolean =>
  wanted.every(({ repository, push }) =>
    has.some((scope) => scope.repository === repository && (scope.push || !push)),
  );

/** Each repository once, with the most that is wanted there. */
function scopesOf(waiting: readonly Waiting[]): Scope[] {
  const push = new Map<string, boolean>();
  for (const scope of waiting.flatMap(({ scopes }) => scopes))
    push.set(scope.repository, scope.push || push.get(scope.repository) === true);
  return [...push].map(([repository, pushes]) => ({ repository, push: pushes }));
}

function tokenRequest(
  { challenge, credentials }: TokenServer,
  scopes: readonly Scope[],
): Parameters<Send>[0] {
  const url = new URL(challenge.realm);
  const service = challenge.service === undefined ? {} : { service: challenge.service };
  if (credentials?.kind === 'identity') {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'nx-bake',
      refresh_token: credentials.token,
      scope: scopes.map(formatScope).join(' '),
      ...service,
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url, headers, body: Buffer.from(form.toString()) };
  }
  for (const [name, value] of Object.entries(service)) url.searchParams.set(name, value);
  for (const scope of scopes) url.searchParams.append('scope', formatScope(scope));
  const headers = credentials?.kind === 'password' ? { authorization: basic(credentials) } : {};
  return { method: 'GET', url, headers, body: undefined };
}

export const basic = ({ username, password }: Credentials & { kind: 'password' }): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
