import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { pathsIn } from './engine-folder.mjs';

/** Changes outside the folder that have to be undone. Written down before they are made. */
export interface Traces {
  readonly bridge: string;
  readonly subnet: string;
  /** The iptables program that wrote our rules; empty when there are none. */
  readonly natTool: string;
}

export interface PrivateState {
  readonly kind: 'private';
  /** False while it is being started: what such a state leaves behind is removed. */
  readonly ready: boolean;
  readonly bootId: string;
  readonly registry: string;
  readonly traces: Traces;
  readonly standIns: readonly string[];
  readonly notes: readonly string[];
}

export interface FoundState {
  readonly kind: 'found';
  readonly ready: boolean;
  readonly registry: string;
  readonly container: string;
  /** The builder that was made for us alone. */
  readonly builder: string;
  /** The DOCKER_* variables it was found with: `down` may be called from another shell. */
  readonly dockerEnv: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

export type EngineState = PrivateState | FoundState;

export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

export function writeState<T extends EngineState>(folder: string, state: T): T {
  const file = pathsIn(folder).state;
  writeFileSync(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return state;
}

export function readState(folder: string): EngineState | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(pathsIn(folder).state, 'utf8'));
    return isState(value) ? value : undefined;
  } catch {
    return undefined; // no file, or one cut short: the same as no engine
  }
}

function isState(value: unknown): value is EngineState {
  if (!isRecord(value) || typeof value['ready'] !== 'boolean' || typeof value['registry'] !== 'string')
    return false;
  if (value['kind'] === 'found')
    return (
      ['container', 'builder'].every((name) => typeof value[name] === 'string') &&
      isRecord(value['dockerEnv'])
    );
  const traces = value['traces'];
  return value['kind'] === 'private' && isRecord(traces) && typeof traces['bridge'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
