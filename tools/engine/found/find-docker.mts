import { tryRun } from '../process/run.mjs';

export type FoundDocker = { readonly usable: true } | { readonly usable: false; readonly because: string };

const PATIENCE = { timeoutMs: 20_000 };

/** Can the docker that this shell uses have a builder of our own, which then builds, pushes and exports caches? */
export async function findDocker(): Promise<FoundDocker> {
  const server = await tryRun('docker', ['version', '--format', '{{.Server.Version}}'], PATIENCE);
  if (!server.ok) return no(`no engine: ${lastLine(server.stderr)}`);
  const buildx = await tryRun('docker', ['buildx', 'version'], PATIENCE);
  if (!buildx.ok) return no('docker has no buildx');
  const version = /\bv?(\d+\.\d+\.\d+\S*)/.exec(buildx.stdout)?.[1] ?? '';
  return isRecentBuildx(version) ? { usable: true } : no(`buildx ${version} is older than 0.22`);
}

export function isRecentBuildx(version: string): boolean {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 0 || Number(minor) >= 22;
}

function no(because: string): FoundDocker {
  return { usable: false, because };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
