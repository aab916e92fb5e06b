import { existsSync } from 'node:fs';
import { run } from '../process/run.mjs';

export interface NetworkPlan {
  readonly bridge: string;
  /** e.g. `10.213.0`: the first three bytes of a /24. */
  readonly prefix: string;
  /** That of the way out: a larger one loses packets on tunnels and in virtual machines. */
  readonly mtu: number;
}

/** A bridge name and a private network that nothing on this machine uses. */
export async function planNetwork(env: Readonly<Record<string, string>>): Promise<NetworkPlan> {
  const [addresses, routes, ways] = await Promise.all([
    run('ip', ['-4', '-o', 'address'], { env }),
    run('ip', ['-4', 'route', 'show', 'table', 'all'], { env }),
    run('ip', ['-4', 'route', 'show', 'default'], { env }),
  ]);
  const taken = [...`${addresses}\n${routes}`.matchAll(/(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?/g)].map(
    ([, ip = '', bits]) => ({
      ip: toNumber(ip),
      bits: Number(bits ?? 32),
    }),
  );
  const thirds = Array.from({ length: 256 }, (_, third) => `10.213.${third}`);
  const prefix =
    thirds.find((each) => taken.every((other) => !overlaps(toNumber(`${each}.0`), other))) ?? '10.213.0';
  const bridges = Array.from({ length: 100 }, (_, index) => `nxbake${index}`);
  const bridge = bridges.find((name) => !existsSync(`/sys/class/net/${name}`)) ?? 'nxbake0';
  return { bridge, prefix, mtu: await mtuOf(/\bdev (\S+)/.exec(ways)?.[1], env) };
}

function toNumber(ip: string): number {
  return ip.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
}

/** Do a /24 and another network share an address? A default route (0 bits) is no network. */
function overlaps(network: number, other: { readonly ip: number; readonly bits: number }): boolean {
  if (other.bits === 0) return false;
  const size = 2 ** (32 - Math.min(24, other.bits));
  return Math.floor(network / size) === Math.floor(other.ip / size);
}

async function mtuOf(device: string | undefined, env: Readonly<Record<string, string>>): Promise<number> {
  if (device === undefined) return 1500;
  const shown = await run('ip', ['link', 'show', 'dev', device], { env });
  return Math.min(1500, Number(/\bmtu (\d+)/.exec(shown)?.[1] ?? 1500));
}
