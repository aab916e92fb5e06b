import { tryRun } from '../process/run.mjs';

export type FoundDocker = { readonly usable: true } | { readonly usable: false; readonly because: string };

const SNAPSHOTTER = 'org.mobyproject.buildkit.worker.snapshotter';
const PATIENCE = { timeoutMs: 20_000 };

/** Can the docker that this shell uses do the job: build, push and export registry caches? */
export async function findDocker(): Promise<FoundDocker> {
  const server = await tryRun('docker', ['version', '--format', '{{.Server.Version}}'], PATIENCE);
  if (!server.ok) return no(`no engine: ${lastLine(server.stderr)}`);
  const buildx = await tryRun('docker', ['buildx', 'version'], PATIENCE);
  if (!buildx.ok) return no('docker has no buildx');
  const version = /\bv?(\d+\.\d+\.\d+\S*)/.exec(buildx.stdout)?.[1] ?? '';
  if (!isRecentBuildx(version)) return no(`buildx ${version} is older than 0.22`);
  const builders = await tryRun('docker', ['buildx', 'ls', '--format', 'json'], PATIENCE);
  const current = builders.stdout.split('\n').map(decodeBuilder).find(isCurrent);
  if (!current) return no('no current builder');
  return current.exportsCaches
    ? { usable: true }
    : no(`builder ${current.name} cannot export registry caches`);
}

export function isRecentBuildx(version: string): boolean {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 0 || Number(minor) >= 22;
}

interface Builder {
  readonly name: string;
  readonly current: boolean;
  readonly exportsCaches: boolean;
}

/** `Current` of `buildx ls` knows nothing of BUILDX_BUILDER. */
function isCurrent(builder: Builder | undefined): boolean {
  const chosen = process.env['BUILDX_BUILDER'];
  return chosen === undefined || chosen === '' ? builder?.current === true : builder?.name === chosen;
}

function decodeBuilder(line: string): Builder | undefined {
  const builder = parseRecord(line);
  if (typeof builder['Name'] !== 'string') return undefined;
  const nodes = Array.isArray(builder['Nodes']) ? builder['Nodes'].map(record) : [];
  const exportsCaches =
    builder['Driver'] !== 'docker' || nodes.some((node) => SNAPSHOTTER in record(node['Labels']));
  return { name: builder['Name'], current: builder['Current'] === true, exportsCaches };
}

function parseRecord(line: string): Record<string, unknown> {
  try {
    return record(JSON.parse(line));
  } catch {
    return {}; // an empty line, or a warning among the JSON
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function no(because: string): FoundDocker {
  return { usable: false, because };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
