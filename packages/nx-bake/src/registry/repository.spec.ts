import { parseImageRef } from '../images/parse-image-ref';
import { credentialsKey, isLoopback, repositoryOf } from './repository';

const repository = (text: string) => {
  const parsed = parseImageRef(text, { place: 'a test' });
  return parsed.ok ? repositoryOf(parsed.value) : undefined;
};

describe('repositoryOf', () => {
  it.each([
    ['node:22', 'registry-1.docker.io', 'library/node'],
    ['acme/api', 'registry-1.docker.io', 'acme/api'],
    ['docker.io/node', 'registry-1.docker.io', 'library/node'],
    ['index.docker.io/acme/api', 'registry-1.docker.io', 'acme/api'],
    ['ghcr.io/acme/api@sha256:' + 'a'.repeat(64), 'ghcr.io', 'acme/api'],
    ['127.0.0.1:5000/x/y', '127.0.0.1:5000', 'x/y'],
    ['localhost/x', 'localhost', 'x'],
  ])('%s', (text, host, name) => {
    expect(repository(text)).toEqual({ host, name });
  });

  it('takes the path of a registry setting for part of the name', () => {
    expect(repositoryOf({ registry: 'ghcr.io/acme', repository: 'api' })).toEqual({
      host: 'ghcr.io',
      name: 'acme/api',
    });
    expect(repositoryOf({ registry: 'docker.io/acme', repository: 'api' })).toEqual({
      host: 'registry-1.docker.io',
      name: 'acme/api',
    });
  });
});

describe('credentialsKey', () => {
  it.each([
    ['registry-1.docker.io', 'https://index.docker.io/v1/'],
    ['ghcr.io', 'ghcr.io'],
  ])('%s', (host, key) => {
    expect(credentialsKey(host)).toBe(key);
  });
});

describe('isLoopback', () => {
  it.each([
    ['localhost', true],
    ['localhost:5000', true],
    ['127.0.0.1:5000', true],
    ['127.1.2.3', true],
    ['[::1]:5000', true],
    ['localhost.example.com', false],
    ['127.0.0.1.example.com', false],
    ['10.0.0.1', false],
  ])('%s: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});
