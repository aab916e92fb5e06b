import { addBridge } from './bridge.mjs';
import { bootId, type PrivateState, type Traces, writeState } from '../folder/engine-state.mjs';
import { freePort } from './free-port.mjs';
import { rememberMachine, switchForwardingOn } from '../folder/machine-traces.mjs';
import { planNetwork } from './plan-network.mjs';
import { programEnv } from '../private/program-env.mjs';
import { findNatTool, openWayOut } from './way-out.mjs';
import { withLock } from '../folder/with-lock.mjs';

export interface OpenNetwork {
  readonly state: PrivateState;
  /** `none` where no bridge can be made. */
  readonly bridge: string;
  readonly mtu: number;
}

/** Makes the engine's network, after writing down what it will be. One engine at a time: names must not clash. */
export async function openNetwork(folder: string): Promise<OpenNetwork> {
  const env = programEnv(folder);
  const quiet = () => undefined;
  return withLock('network', quiet, async () => {
    const plan = await planNetwork(env);
    const traces = { bridge: plan.bridge, subnet: `${plan.prefix}.0/24`, natTool: await findNatTool(env) };
    rememberMachine();
    const state = await writePlan(folder, traces);
    const noBridge = await addBridge(plan, env);
    if (noBridge !== undefined) {
      const note = `No bridge (${noBridge}): RUN steps need network = "none" or "host".`;
      return { state: { ...state, notes: [note] }, bridge: 'none', mtu: plan.mtu };
    }
    const noWayOut = await letOut(traces, env);
    const notes = noWayOut === undefined ? [] : [`RUN steps reach nothing outside (${noWayOut}).`];
    return { state: { ...state, notes }, bridge: plan.bridge, mtu: plan.mtu };
  });
}

async function writePlan(folder: string, traces: Traces): Promise<PrivateState> {
  return writeState(folder, {
    kind: 'private',
    ready: false,
    bootId: bootId(),
    registry: `127.0.0.1:${await freePort()}`,
    traces,
    standIns: [],
    notes: [],
  });
}

async function letOut(traces: Traces, env: Readonly<Record<string, string>>): Promise<string | undefined> {
  if (traces.natTool === '') return 'no iptables that works';
  if (!switchForwardingOn()) return 'IP forwarding is off and cannot be switched on';
  return openWayOut({ tool: traces.natTool, ...traces }, env);
}
