import { existsSync } from 'node:fs';
import type { NetworkPlan } from './plan-network.mjs';
import { tryRun } from '../process/run.mjs';

type Env = Readonly<Record<string, string>>;

/** Makes the engine's own bridge: `docker0` would be shared with any other engine here. Says why it cannot. */
export async function addBridge(plan: NetworkPlan, env: Env): Promise<string | undefined> {
  const { bridge, prefix } = plan;
  const steps = [
    ['link', 'add', bridge, 'mtu', String(plan.mtu), 'type', 'bridge'],
    ['address', 'add', `${prefix}.1/24`, 'dev', bridge],
    ['link', 'set', bridge, 'up'],
  ];
  for (const step of steps) {
    const done = await tryRun('ip', step, { env });
    if (!done.ok) return done.stderr.trim();
  }
  return undefined;
}

export async function removeBridge(bridge: string, env: Env): Promise<void> {
  if (existsSync(`/sys/class/net/${bridge}`)) await tryRun('ip', ['link', 'delete', bridge], { env });
}
