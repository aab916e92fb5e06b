import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { registry } from './registry';

/** The status to answer a request with, `stop` to be gone from now on, or nothing to let it pass. */
export type Rule = (method: string, path: string) => number | 'stop' | undefined;

/** A registry that fails as told, in front of the engine's own. */
export interface RegistryProxy {
  /** `host:port` */
  readonly address: string;
  /** From now on this rule; at first everything passes. */
  follow(rule: Rule): void;
  /** Answers no more, until it is started again at the same address. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startRegistryProxy(): Promise<RegistryProxy> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let rule: Rule = () => undefined;
  let port = 0; // any free one, the first time

  const stop = async (): Promise<void> => {
    const running = server;
    server = undefined;
    for (const socket of sockets) socket.destroy();
    if (running !== undefined) await new Promise((resolve) => running.close(resolve));
  };
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const verdict = rule(incoming.method ?? 'GET', incoming.url ?? '/');
    if (verdict === undefined) pass(incoming, outgoing);
    else if (verdict === 'stop') void stop();
    else outgoing.writeHead(verdict, { 'content-type': 'application/json' }).end(errorBody(verdict));
  };
  const start = async (): Promise<void> => {
    const starting = createServer(answer).on('connection', (socket) => {
      sockets.add(socket.on('close', () => sockets.delete(socket)));
    });
    await new Promise<void>((resolve, reject) => {
      starting.on('error', reject).listen(port, '127.0.0.1', resolve);
    });
    port = (starting.address() as AddressInfo).port; // of a server that listens to a port
    server = starting;
  };

  await start();
  return {
    address: `127.0.0.1:${port}`,
    follow: (next) => {
      rule = next;
    },
    stop,
    start,
  };
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

const errorBody = (status: number): string =>
  JSON.stringify({
    errors: [{ code: status === 403 ? 'DENIED' : 'UNKNOWN', message: `told to answer ${status}` }],
  });
