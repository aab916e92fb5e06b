import { parseChallenge } from './challenge';

const bearer = (realm: string, service?: string) => ({ scheme: 'bearer', realm, service });

describe('parseChallenge', () => {
  it.each([
    ['none', undefined, { scheme: 'none' }],
    ['one that is not known', 'Negotiate', { scheme: 'none' }],
    ['Basic', 'Basic realm="Registry"', { scheme: 'basic' }],
    [
      'Docker Hub',
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
      bearer('https://auth.docker.io/token', 'registry.docker.io'),
    ],
    [
      'a scope with commas',
      'Bearer scope="repository:a:pull,push",realm="https://a/t",service="a, b"',
      bearer('https://a/t', 'a, b'),
    ],
    ['lower case, no quotes', 'bearer realm=https://a/t', bearer('https://a/t')],
    ['two schemes', 'Basic realm="x", Bearer realm="https://a/t"', bearer('https://a/t')],
    ['escaped quotes', 'Bearer realm="https://a/\\"t"', bearer('https://a/"t')],
    ['Bearer without a realm', 'Bearer service="x"', { scheme: 'none' }],
  ])('%s', (_, header, expected) => {
    expect(parseChallenge(header)).toEqual(expected);
  });
});
