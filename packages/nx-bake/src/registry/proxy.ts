import { BlockList, isIP } from 'node:net';
import { isLoopback } from './repository';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a URL by the variables that docker and BuildKit read, with Go's rules: names in lower case too, this
 * machine never through a proxy. https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
export function proxyFor(url: URL, env: Env): URL | undefined {
  const scheme = url.protocol === 'https:' ? 'HTTPS' : 'HTTP';
  const proxy = variable(env, `${scheme}_PROXY`);
  if (proxy === undefined || isLoopback(url.host)) return undefined;
  const rules = (variable(env, 'NO_PROXY') ?? '').split(',').map((rule) => rule.trim().toLowerCase());
  if (rules.some((rule) => rule !== '' && matches(rule, url))) return undefined;
  return new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

function variable(env: Env, name: string): string | undefined {
  const value = env[name] ?? env[name.toLowerCase()];
  return value === '' ? undefined : value;
}

function matches(rule: string, url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/gu, '').toLowerCase();
  if (rule === '*') return true;
  if (isIP(host) !== 0 && rule.includes('/')) return inSubnet(rule, host);
  const [, name = '', port] = /^\[?(.*?)\]?(?::(\d+))?$/u.exec(isIP(rule) === 6 ? `[${rule}]` : rule) ?? [];
  if (port !== undefined && port !== (url.port || (url.protocol === 'https:' ? '443' : '80'))) return false;
  const domain = name.replace(/^\*/u, '');
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

/** Whether an address is in a subnet such as `10.0.0.0/8`. */
export function inSubnet(subnet: string, address: string): boolean {
  const [net = '', bits = ''] = subnet.split('/');
  const family = isIP(address);
  if (family === 0 || isIP(net) !== family || !/^\d{1,3}$/u.test(bits)) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(net, Number(bits), type);
  return list.check(address, type);
}
