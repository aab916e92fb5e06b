import { inSubnet, proxyFor } from './proxy';

const PROXY = 'http://proxy:3128';

describe('proxyFor', () => {
  it.each<[string, string, Record<string, string>, string | undefined]>([
    ['no variable', 'https://ghcr.io/v2/', {}, undefined],
    ['one that is empty', 'https://ghcr.io/v2/', { HTTPS_PROXY: '' }, undefined],
    ['HTTPS_PROXY', 'https://ghcr.io/v2/', { HTTPS_PROXY: PROXY }, 'http://proxy:3128/'],
    ['https_proxy', 'https://ghcr.io/v2/', { https_proxy: PROXY }, 'http://proxy:3128/'],
    ['one without a scheme', 'https://ghcr.io/v2/', { HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
    ['that of the other scheme', 'https://ghcr.io/v2/', { HTTP_PROXY: PROXY }, undefined],
    ['HTTP_PROXY', 'http://reg.corp:5000/v2/', { HTTP_PROXY: PROXY }, 'http://proxy:3128/'],
    ['this machine', 'http://localhost:5000/v2/', { HTTP_PROXY: PROXY }, undefined],
    ['this machine by number', 'http://127.0.0.1:5000/v2/', { HTTP_PROXY: PROXY }, undefined],
    ['this machine in IPv6', 'http://[::1]:5000/v2/', { HTTP_PROXY: PROXY }, undefined],
    ['NO_PROXY', 'https://ghcr.io/', { HTTPS_PROXY: PROXY, NO_PROXY: 'a.io, GHCR.io' }, undefined],
    ['no_proxy', 'https://ghcr.io/', { HTTPS_PROXY: PROXY, no_proxy: 'ghcr.io' }, undefined],
    ['a domain', 'https://reg.corp.com/', { HTTPS_PROXY: PROXY, NO_PROXY: 'corp.com' }, undefined],
    [
      'another domain',
      'https://regcorp.com/',
      { HTTPS_PROXY: PROXY, NO_PROXY: 'corp.com' },
      'http://proxy:3128/',
    ],
    ['subdomains', 'https://reg.corp.com/', { HTTPS_PROXY: PROXY, NO_PROXY: '.corp.com' }, undefined],
    [
      'subdomains only',
      'https://corp.com/',
      { HTTPS_PROXY: PROXY, NO_PROXY: '.corp.com' },
      'http://proxy:3128/',
    ],
    [
      'subdomains with a star',
      'https://reg.corp.com/',
      { HTTPS_PROXY: PROXY, NO_PROXY: '*.corp.com' },
      undefined,
    ],
    ['a star', 'https://ghcr.io/', { HTTPS_PROXY: PROXY, NO_PROXY: '*' }, undefined],
    ['a port', 'https://reg.corp:5000/', { HTTPS_PROXY: PROXY, NO_PROXY: 'reg.corp:5000' }, undefined],
    ['the usual port', 'https://reg.corp/', { HTTPS_PROXY: PROXY, NO_PROXY: 'reg.corp:443' }, undefined],
    [
      'another port',
      'https://reg.corp/',
      { HTTPS_PROXY: PROXY, NO_PROXY: 'reg.corp:5000' },
      'http://proxy:3128/',
    ],
    ['a subnet', 'https://10.1.2.3:5000/', { HTTPS_PROXY: PROXY, NO_PROXY: '10.0.0.0/8' }, undefined],
    [
      'another subnet',
      'https://11.1.2.3/',
      { HTTPS_PROXY: PROXY, NO_PROXY: '10.0.0.0/8' },
      'http://proxy:3128/',
    ],
    ['a subnet of IPv6', 'https://[fd00::1]/', { HTTPS_PROXY: PROXY, NO_PROXY: 'fd00::/8' }, undefined],
    ['an address of IPv6', 'https://[fd00::1]/', { HTTPS_PROXY: PROXY, NO_PROXY: 'fd00::1' }, undefined],
  ])('%s', (_, url, env, expected) => {
    expect(proxyFor(new URL(url), env)?.href).toBe(expected);
  });
});

describe('inSubnet', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/33', '10.0.0.1', false],
    ['10.0.0.0', '10.0.0.0', false],
    ['::1/128', '::1', true],
    ['10.0.0.0/8', 'reg.corp', false],
    ['nonsense/8', '10.0.0.1', false],
  ])('%s holds %s: %s', (subnet, address, expected) => {
    expect(inSubnet(subnet, address)).toBe(expected);
  });
});
