import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { execa } from 'execa';

const REPO = resolve(import.meta.dirname, '../..');

/** A registry on loopback with the packed plugin in it; all other packages come from the machine's own registry. */
export interface PluginRegistry {
  readonly url: string;
  close(): Promise<void>;
}

export async function openPluginRegistry(): Promise<PluginRegistry> {
  const upstream = (await execa('npm', ['config', 'get', 'registry'], { cwd: tmpdir() })).stdout.trim();
  const { manifest, tarball } = await packed();
  const file = `nx-bake-${String(manifest['version'])}.tgz`;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/';
    const here = `http://${request.headers.host ?? ''}`;
    if (path === '/nx-bake') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(packument(manifest, { tarball, url: `${here}/nx-bake/-/${file}` })));
    } else if (path === `/nx-bake/-/${file}`) response.end(tarball);
    else await pass(new URL(path.slice(1), upstream), request, response);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(502).end(String(error));
    });
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo; // of a server that listens to a port
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

interface Packed {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly tarball: Buffer;
}

async function packed(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'nx-bake-pack-'));
  await execa('npm', ['pack', '--workspace', 'nx-bake', '--pack-destination', folder], { cwd: REPO });
  const name = (await readdir(folder)).find((each) => each.endsWith('.tgz')) ?? '';
  const tarball = await readFile(join(folder, name));
  await rm(folder, { recursive: true });
  const text = await readFile(join(REPO, 'packages/nx-bake/package.json'), 'utf8');
  return { manifest: JSON.parse(text) as Packed['manifest'], tarball }; // npm's shape
}

function packument(
  { version, ...manifest }: Packed['manifest'],
  file: { tarball: Buffer; url: string },
): object {
  const digest = (algorithm: string) => createHash(algorithm).update(file.tarball);
  const dist = {
    tarball: file.url,
    shasum: digest('sha1').digest('hex'),
    integrity: `sha512-${digest('sha512').digest('base64')}`,
  };
  return {
    name: 'nx-bake',
    'dist-tags': { latest: version },
    versions: { [String(version)]: { ...manifest, version, dist } },
    time: { [String(version)]: '2020-01-01T00:00:00.000Z' },
  };
}

async function pass(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const accept = request.headers.accept ?? '*/*';
  const answer = await fetch(url, { headers: { accept } });
  const type = answer.headers.get('content-type') ?? 'application/octet-stream';
  response.writeHead(answer.status, { 'content-type': type });
  if (answer.body === null) response.end();
  else Readable.fromWeb(answer.body).pipe(response);
}
