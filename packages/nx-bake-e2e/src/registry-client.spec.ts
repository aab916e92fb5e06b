import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createRegistryClient,
  type Manifest,
  type RegistryClient,
  type RegistryOptions,
} from '../../nx-bake/src/registry/registry-client';
import type { Repository } from '../../nx-bake/src/registry/repository';
import { refreshToken, startGate, type Gate, type GateOptions } from './kit/registry/gated-registry';
import { freshRegistry, registry } from './kit/registry/registry';

const PASSWORD = 'pass:word';
const IDENTITIES = { main: { password: PASSWORD, push: true }, pr: { password: 'p', push: false } };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const folder = mkdtempSync(join(tmpdir(), 'nx-bake-registry-'));
const gates: Gate[] = [];
afterAll(async () => {
  await Promise.all(gates.map((gate) => gate.close()));
  rmSync(folder, { recursive: true });
});

async function gateOf(options: Partial<GateOptions>): Promise<Gate> {
  const gate = await startGate({ scheme: 'bearer', identities: IDENTITIES, ...options });
  gates.push(gate);
  return gate;
}

let counter = 0;
const nameOf = (place: string): string => place.split('/').slice(1).join('/');
const freshName = (): string => `${nameOf(freshRegistry())}/image-${counter++}`;

interface Docker {
  readonly config: (address: string) => object;
  readonly helpers?: Readonly<Record<string, string>>;
}

/** A client with a docker configuration, and credential helpers, of its own. */
function clientWith(
  { config, helpers = {} }: Docker,
  address: string,
  more: Partial<RegistryOptions> = {},
): RegistryClient {
  const home = mkdtempSync(join(folder, 'home-'));
  writeFileSync(join(home, 'config.json'), JSON.stringify(config(address)));
  for (const [name, answer] of Object.entries(helpers)) {
    const path = join(home, `docker-credential-${name}`);
    // answers only for the name that docker would ask with
    writeFileSync(path, `#!/bin/sh\nread server\n[ "$server" = ${address} ] || exit 1\necho '${answer}'\n`);
    chmodSync(path, 0o755);
  }
  const env = { PATH: `${home}:${process.env['PATH'] ?? ''}`, DOCKER_CONFIG: home, ...more.env };
  return createRegistryClient({ cwd: home, pauseMs: 10, ...more, env });
}

const manifestOf = (config: string, layers: readonly string[] = []): Manifest => {
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: config, size: 2 },
      layers: layers.map((digest) => ({ mediaType: 'application/octet-stream', digest, size: 2 })),
    }),
  );
  return { digest: digestOf(bytes), mediaType: 'application/vnd.oci.image.manifest.v1+json', bytes };
};

const digestOf = (bytes: Buffer | string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Uploads a blob to the engine's registry itself. */
async function blobIn(name: string, text: string): Promise<string> {
  const begun = await fetch(`http://${registry()}/v2/${name}/blobs/uploads/`, { method: 'POST' });
  const to = new URL(begun.headers.get('location') ?? '');
  to.searchParams.set('digest', digestOf(text));
  const done = await fetch(to, { method: 'PUT', body: text });
  expect(done.status).toBe(201);
  return digestOf(text);
}

/** Everything that the client can do, in a repository of its own. */
async function exercise(client: RegistryClient, host: string): Promise<void> {
  const repository: Repository = { host, name: freshName() };
  expect(await client.head(repository, 'latest')).toBeUndefined();
  expect(await client.manifest(repository, 'latest')).toBeUndefined();
  const config = await blobIn(repository.name, '{}');
  const manifest = manifestOf(config);
  await client.put(repository, 'one', manifest);
  expect(await client.head(repository, 'one')).toBe(manifest.digest);
  const got = await client.manifest(repository, manifest.digest);
  expect(got).toEqual(manifest);
  await client.put(repository, 'two', got!);
  expect(await client.head(repository, 'two')).toBe(manifest.digest);
  expect(await client.blob(repository, config)).toEqual(Buffer.from('{}'));
  const other = { host, name: freshName() };
  expect(await client.mount(other, config, repository)).toBe(true);
  await client.put(other, 'mounted', manifest);
  expect(await client.head(other, 'mounted')).toBe(manifest.digest);
}

const user = { Username: 'main', Secret: PASSWORD };
const SIGN_INS: readonly [string, 'basic' | 'bearer', Docker][] = [
  ['auths, Basic', 'basic', { config: (at) => ({ auths: { [at]: { auth: base64(`main:${PASSWORD}`) } } }) }],
  [
    'auths keyed by a URL',
    'basic',
    { config: (at) => ({ auths: { [`https://${at}/v1/`]: { auth: base64(`main:${PASSWORD}`) } } }) },
  ],
  [
    'auths with a name and a password of their own',
    'basic',
    { config: (at) => ({ auths: { [at]: { username: 'main', password: PASSWORD } } }) },
  ],
  [
    'auths, Bearer',
    'bearer',
    { config: (at) => ({ auths: { [at]: { auth: base64(`main:${PASSWORD}`) } } }) },
  ],
  [
    'an identity token',
    'bearer',
    { config: (at) => ({ auths: { [at]: { identitytoken: refreshToken('main') } } }) },
  ],
  [
    'credsStore',
    'bearer',
    { config: () => ({ credsStore: 'store' }), helpers: { store: JSON.stringify(user) } },
  ],
  [
    'credHelpers before credsStore',
    'basic',
    {
      config: (at) => ({ credsStore: 'gone', credHelpers: { [at]: 'own' } }),
      helpers: { own: JSON.stringify(user) },
    },
  ],
  [
    'a helper with an identity token',
    'bearer',
    {
      config: () => ({ credsStore: 'store' }),
      helpers: { store: JSON.stringify({ Username: '<token>', Secret: refreshToken('main') }) },
    },
  ],
];

describe('The registry client signs in with', () => {
  it.each(SIGN_INS)('%s', async (_, scheme, docker) => {
    const { address } = await gateOf({ scheme });
    await exercise(clientWith(docker, address), address);
  });

  it('DOCKER_AUTH_CONFIG before config.json', async () => {
    const { address } = await gateOf({ scheme: 'basic' });
    const wrong = { config: () => ({ auths: { [address]: { auth: base64('main:wrong') } } }) };
    const auth = { auths: { [address]: { auth: base64(`main:${PASSWORD}`) } } };
    await exercise(
      clientWith(wrong, address, { env: { DOCKER_AUTH_CONFIG: JSON.stringify(auth) } }),
      address,
    );
  });

  it('nothing, where nothing is asked for', async () => {
    await exercise(clientWith({ config: () => ({}) }, registry()), registry());
  });
});

describe('The registry client', () => {
  const signedIn = (name: keyof typeof IDENTITIES): Docker => ({
    config: (at) => ({ auths: { [at]: { auth: base64(`${name}:${IDENTITIES[name].password}`) } } }),
  });

  it.each(['basic', 'bearer'] as const)(
    'tells a wrong password from what is missing (%s)',
    async (scheme) => {
      const { address } = await gateOf({ scheme });
      const wrong = { config: () => ({ auths: { [address]: { auth: base64('main:wrong') } } }) };
      const looking = clientWith(wrong, address).head({ host: address, name: 'acme/api' }, 'latest');
      await expect(looking).rejects.toMatchObject({ name: 'RegistryError', status: 401 });
    },
  );

  it('names the helper that is missing, and no secret', async () => {
    const { address } = await gateOf({});
    const client = clientWith({ config: () => ({ credsStore: 'not-there' }) }, address);
    await expect(client.head({ host: address, name: 'acme/api' }, 'latest')).rejects.toThrow(
      'docker-credential-not-there could not be started (ENOENT)',
    );
  });

  it.each(['basic', 'bearer'] as const)('reads and does not write as a guest (%s)', async (scheme) => {
    const { address } = await gateOf({ scheme });
    const repository = { host: address, name: freshName() };
    const manifest = manifestOf(await blobIn(repository.name, '{}'));
    await clientWith(signedIn('main'), address).put(repository, 'k', manifest);
    const guest = clientWith(signedIn('pr'), address);
    expect(await guest.head(repository, 'k')).toBe(manifest.digest);
    await expect(guest.put(repository, 'k', manifest)).rejects.toMatchObject({ status: 401 });
  });

  it('shares a token between 20 repositories', async () => {
    const gate = await gateOf({});
    const client = clientWith(signedIn('main'), gate.address);
    const looks = Array.from({ length: 60 }, (_, at) =>
      client.head({ host: gate.address, name: `a/b-${at}` }, 'x'),
    );
    expect(await Promise.all(looks)).toEqual(Array(60).fill(undefined));
    const asked = gate.asked();
    expect(asked.filter((request) => request.includes('/token'))).toHaveLength(3);
    // and no request is refused first
    expect(asked.filter((request) => request.startsWith('HEAD'))).toHaveLength(60);
  });

  it('asks for single tokens where the server takes no more', async () => {
    const { address } = await gateOf({ maxScopes: 1 });
    const client = clientWith(signedIn('main'), address);
    const looks = Array.from({ length: 5 }, (_, at) =>
      client.head({ host: address, name: `a/c-${at}` }, 'x'),
    );
    expect(await Promise.all(looks)).toEqual(Array(5).fill(undefined));
  });

  it.each([
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '1' } }],
    ['503', { status: 503 }],
  ])('asks again after %s', async (_, answer) => {
    const gate = await gateOf({ scheme: 'basic' });
    const client = clientWith(signedIn('main'), gate.address);
    await client.head({ host: gate.address, name: 'a/d' }, 'x');
    gate.next(answer);
    const begun = Date.now();
    expect(await client.head({ host: gate.address, name: 'a/d' }, 'x')).toBeUndefined();
    if ('headers' in answer) expect(Date.now() - begun).toBeGreaterThanOrEqual(950);
  });

  it('gives up on more patience than it has', async () => {
    const gate = await gateOf({ scheme: 'basic' });
    const client = clientWith(signedIn('main'), gate.address);
    await client.head({ host: gate.address, name: 'a/d' }, 'x');
    gate.next({ status: 429, headers: { 'retry-after': '3600' } });
    await expect(client.head({ host: gate.address, name: 'a/d' }, 'x')).rejects.toMatchObject({
      status: 429,
    });
  });

  it('asks a registry that is down no more after some failures', async () => {
    const gate = await gateOf({ scheme: 'basic' });
    const client = clientWith(signedIn('main'), gate.address);
    await client.head({ host: gate.address, name: 'a/d' }, 'x');
    await gate.close();
    const looks = Array.from({ length: 200 }, (_, at) =>
      client.head({ host: gate.address, name: `a/${at}` }, 'x'),
    );
    const ends = await Promise.allSettled(looks);
    expect(
      ends.every((end) => end.status === 'rejected' && String(end.reason).includes('cannot be reached')),
    ).toBe(true);
    const left = client.head({ host: gate.address, name: 'a/d' }, 'x');
    await expect(left).rejects.toThrow('cannot be reached');
  });

  it('does not speak plain HTTP to other machines', async () => {
    const client = clientWith({ config: () => ({}) }, 'registry.invalid:5000', { idleMs: 500 });
    await expect(client.head({ host: 'registry.invalid:5000', name: 'a/b' }, 'x')).rejects.toThrow(
      'registry.invalid:5000 cannot be reached',
    );
  });

  it('goes through a proxy for other machines, and signs in there', async () => {
    const seen: string[] = [];
    const proxy = createServer((incoming, outgoing) => {
      seen.push(
        `${incoming.method ?? ''} ${incoming.url ?? ''} ${incoming.headers['proxy-authorization'] ?? ''}`,
      );
      const to = new URL(incoming.url ?? '');
      void fetch(`http://${registry()}${to.pathname}`, { method: incoming.method ?? 'GET' }).then((answer) =>
        outgoing.writeHead(answer.status).end(),
      );
    });
    proxy.on('connect', ({ url }, socket) => {
      seen.push(`CONNECT ${url ?? ''}`);
      const [, port] = registry().split(':');
      // no TLS behind it, so that plain HTTP is tried, which this host is called insecure for
      const through = connect(Number(port), '127.0.0.1');
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(through).pipe(socket);
      through.on('error', () => socket.destroy());
      socket.on('error', () => through.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo; // of a server that listens to a port
    const url = `http://me:secret@127.0.0.1:${port}`;
    const client = clientWith({ config: () => ({}) }, '', {
      env: { HTTP_PROXY: url, https_proxy: url },
      isInsecure: (host) => Promise.resolve(host === 'registry.invalid:5000'),
    });
    try {
      expect(await client.head({ host: 'registry.invalid:5000', name: 'acme/none' }, 'x')).toBeUndefined();
      expect(seen).toContain('CONNECT registry.invalid:5000');
      expect(seen).toContain(
        `HEAD http://registry.invalid:5000/v2/acme/none/manifests/x Basic ${base64('me:secret')}`,
      );
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });

  it('takes no bytes that are not those of the digest', async () => {
    const name = freshName();
    const manifest = manifestOf(await blobIn(name, '{}'));
    const server = createServer((_, outgoing) =>
      outgoing.end(Buffer.concat([manifest.bytes, Buffer.from(' ')])),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`; // of a server that listens to a port
    try {
      const client = clientWith({ config: () => ({}) }, host);
      await expect(client.manifest({ host, name }, manifest.digest)).rejects.toThrow('other bytes than');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
