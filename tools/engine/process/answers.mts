import { get, type RequestOptions } from 'node:http';

/** True when an HTTP server answers 200 there, within two seconds. */
async function answers(options: RequestOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ ...options, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => {
      resolve(false);
    });
  });
}

/** @param registry `host:port` on this machine */
export async function registryAnswers(registry: string): Promise<boolean> {
  const [host, port] = registry.split(':');
  return answers({ host, port, path: '/v2/' });
}

export async function dockerSocketAnswers(socketPath: string): Promise<boolean> {
  return answers({ socketPath, path: '/_ping' });
}
