import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootId } from './engine-state.mjs';

/** One for the machine, however many engines: the first one up writes it, the last one down acts on it. */
const FILE = '/run/nx-bake-engine.json';
const FORWARDING = '/proc/sys/net/ipv4/ip_forward';
/** Folders that containerd, dockerd and runc make whatever their settings say. */
const FOLDERS = ['/run/containerd', '/run/docker', '/run/runc', '/opt/containerd'];

interface MachineTraces {
  readonly bootId: string;
  readonly forwardingWasOff: boolean;
  /** Which of the folders were not there before. */
  readonly newFolders: readonly string[];
}

/** Remembers how the machine was, unless an earlier engine did. */
export function rememberMachine(): void {
  if (readTraces()) return;
  const traces: MachineTraces = {
    bootId: bootId(),
    forwardingWasOff: !forwardingIsOn(),
    newFolders: FOLDERS.filter((path) => !existsSync(path)),
  };
  writeFileSync(FILE, JSON.stringify(traces), { mode: 0o600 });
}

/** Makes the machine what it was, unless another engine of ours still needs it. */
export function restoreMachine(): void {
  const traces = readTraces();
  if (!traces || readdirSync('/sys/class/net').some((name) => /^nxbake\d+$/.test(name))) return;
  if (traces.forwardingWasOff) switchForwarding('0');
  traces.newFolders.filter((path) => FOLDERS.includes(path)).forEach(removeEmptyFolders);
  rmSync(FILE, { force: true });
}

/** Containers reach other machines only when this one forwards packets. False where a sandbox forbids that. */
export function switchForwardingOn(): boolean {
  return forwardingIsOn() || switchForwarding('1');
}

function forwardingIsOn(): boolean {
  return readFileSync(FORWARDING, 'utf8').trim() !== '0';
}

function switchForwarding(value: '0' | '1'): boolean {
  try {
    writeFileSync(FORWARDING, value);
    return true;
  } catch {
    return false;
  }
}

function readTraces(): MachineTraces | undefined {
  try {
    // Ours alone to write (root, 0600), so its shape is what it was written in.
    const traces = JSON.parse(readFileSync(FILE, 'utf8')) as MachineTraces;
    return traces.bootId === bootId() ? traces : undefined;
  } catch {
    return undefined;
  }
}

/** Removes a folder when there is no file in it, at any depth. */
function removeEmptyFolders(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name));
  }
  try {
    rmdirSync(folder);
  } catch {
    // somebody else's, and in use
  }
}
