import { join } from 'node:path';
import { homedir } from 'node:os';
import { readProgram } from '../builder/program';
import { readIfThere } from '../files';
import { recordOf, textOf, type Foreign } from '../foreign';
import { credentialsKey } from './repository';

/** What docker has to sign in to a registry with. */
export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** A refresh token, which only the registry's token server takes. */
  | { readonly kind: 'identity'; readonly token: string }
  /** A token that is sent to the registry itself. */
  | { readonly kind: 'bearer'; readonly token: string };

export interface CredentialSource {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The user name that credential helpers give to identity tokens. */
const IDENTITY = '<token>';

/**
 * Finds docker's credentials for a host: DOCKER_AUTH_CONFIG first, then config.json with its helper for the host, its
 * credential store, or its own entries. Undefined where docker would ask without credentials.
 * https://github.com/docker/cli/blob/v28.5.2/cli/config/configfile/file.go
 */
export async function findCredentials(
  host: string,
  source: CredentialSource,
): Promise<Credentials | undefined> {
  const key = credentialsKey(host);
  const fromEnv = entryOf(parsed(source.env['DOCKER_AUTH_CONFIG'], 'DOCKER_AUTH_CONFIG'), key);
  if (fromEnv !== undefined) return fromEnv;
  const path = join(configFolder(source.env), 'config.json');
  const config = parsed(await readIfThere(path), path);
  const helper = textOf(recordOf(config['credHelpers'])[key]) ?? textOf(config['credsStore']);
  return helper === undefined ? entryOf(config, key) : askHelper(helper, key, source);
}

const configFolder = ({ DOCKER_CONFIG, HOME }: CredentialSource['env']): string =>
  DOCKER_CONFIG === undefined || DOCKER_CONFIG === '' ? join(HOME ?? homedir(), '.docker') : DOCKER_CONFIG;

function parsed(text: string | undefined, place: string): Foreign {
  if (text === undefined || text.trim() === '') return {};
  try {
    return recordOf(JSON.parse(text));
  } catch {
    // the parser's own message quotes the text, which holds passwords
    throw new Error(`${place} is not JSON`);
  }
}

/** Entries are keyed by host, or by a URL on that host. */
function entryOf(config: Foreign, key: string): Credentials | undefined {
  const auths = recordOf(config['auths']);
  const found = auths[key] ?? Object.entries(auths).find(([name]) => hostname(name) === hostname(key))?.[1];
  const { identitytoken, registrytoken, auth, username, password } = recordOf(found);
  const identity = textOf(identitytoken);
  if (identity !== undefined) return { kind: 'identity', token: identity };
  const bearer = textOf(registrytoken);
  if (bearer !== undefined) return { kind: 'bearer', token: bearer };
  return passwordOf(auth) ?? named(textOf(username), textOf(password));
}

const hostname = (key: string): string => key.replace(/^https?:\/\//u, '').split('/')[0] ?? '';

function passwordOf(auth: unknown): Credentials | undefined {
  const text = Buffer.from(textOf(auth) ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : named(text.slice(0, colon), text.slice(colon + 1).replace(/\0+$/u, ''));
}

const named = (username: string | undefined, password: string | undefined): Credentials | undefined =>
  username === undefined || username === '' || password === undefined
    ? undefined
    : { kind: 'password', username, password };

/** https://github.com/docker/docker-credential-helpers/blob/v0.9.4/client/client.go */
async function askHelper(
  helper: string,
  key: string,
  { cwd, env }: CredentialSource,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`;
  const { code, stdout, stderr, startError } = await readProgram([program, 'get'], { cwd, env, input: key });
  if (startError !== undefined) throw new Error(`${program} could not be started (${startError})`);
  if (code !== 0) {
    if (/credentials not found/iu.test(stdout + stderr)) return undefined;
    throw new Error(`${program} ended with exit code ${code ?? 'none'}`);
  }
  const { Username, Secret } = parsed(stdout, `the answer of ${program}`);
  const secret = textOf(Secret);
  if (secret === undefined) return undefined;
  const username = textOf(Username);
  return username === IDENTITY ? { kind: 'identity', token: secret } : named(username, secret);
}
