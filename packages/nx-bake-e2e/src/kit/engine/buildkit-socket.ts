import { rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';

/** A unix socket that speaks BuildKit's own protocol, as builders of the `remote` driver want it. */
export interface BuildkitSocket {
  /** For `docker buildx create --driver remote`. */
  readonly address: string;
  close(): void;
}

/** dockerd hands its BuildKit out to whoever asks to leave HTTP: https://docs.docker.com/reference/api/engine/version/v1.50/ */
const UPGRADE = ['POST /grpc HTTP/1.1', 'Host: docker', 'Connection: Upgrade', 'Upgrade: h2c', '', ''].join(
  '\r\n',
);
const END_OF_HEAD = '\r\n\r\n';

/** Opens a socket to the BuildKit inside a dockerd: the builder of a machine that can pull no BuildKit. */
export async function openBuildkitSocket(path: string, dockerSocket: string): Promise<BuildkitSocket> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const engine = connect(dockerSocket);
    for (const socket of [client, engine]) {
      sockets.add(socket.on('close', () => sockets.delete(socket)));
      socket.on('error', () => {
        client.destroy();
        engine.destroy();
      });
    }
    let head = Buffer.alloc(0);
    const readHead = (part: Buffer): void => {
      head = Buffer.concat([head, part]);
      const end = head.indexOf(END_OF_HEAD);
      if (end === -1) return;
      engine.off('data', readHead);
      client.write(head.subarray(end + END_OF_HEAD.length));
      engine.pipe(client);
      client.pipe(engine);
    };
    engine.on('data', readHead).write(UPGRADE);
  });
  rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(path, resolve);
  });
  return {
    address: `unix://${path}`,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
