import { isRecord, recordOf, recordsOf, textOf, type Foreign } from '../foreign';
import { platformName } from './platform-name';

/** One row of `docker buildx ls --format json`, as far as it matters here. */
export interface ListedBuilder {
  readonly name: string;
  /** `docker`, `docker-container`, `kubernetes`, `remote`, `cloud`; empty when it could not be reached. */
  readonly driver: string;
  readonly current: boolean;
  /** The reason why the builder cannot be used, in buildx' words. */
  readonly error?: string;
  /** The platforms that every node can build, e.g. `linux/amd64`; empty while a builder has not been booted. */
  readonly platforms: readonly string[];
  /** Set for the docker driver when the engine keeps images in containerd, so it can export caches and several platforms. */
  readonly containerdSnapshotter: boolean;
  /** The number of its nodes. */
  readonly nodes: number;
}

const SNAPSHOTTER_LABEL = 'org.mobyproject.buildkit.worker.snapshotter';

/** Reads the lines of `docker buildx ls --format json`; a line that is no JSON object is left out. */
export function parseBuilders(stdout: string): ListedBuilder[] {
  return stdout.split('\n').flatMap((line) => {
    const row = parsed(line);
    return row === undefined ? [] : [builderOf(row)];
  });
}

function builderOf(row: Foreign): ListedBuilder {
  const nodes = recordsOf(row['Nodes']);
  const errors = [row['Err'], ...nodes.map((node) => node['Err']), ...nodes.map((node) => downIn(node, row))];
  const error = errors.find((err) => err !== undefined);
  const labels = nodes.map((node) => recordOf(node['Labels']));
  return {
    name: typeof row['Name'] === 'string' ? row['Name'] : '',
    driver: typeof row['Driver'] === 'string' ? row['Driver'] : '',
    current: row['Current'] === true,
    ...(typeof error === 'string' && error !== '' ? { error } : {}),
    platforms: [...new Set(nodes.flatMap((node) => platformsOf(node['Platforms'])))],
    containerdSnapshotter: labels.some((label) => SNAPSHOTTER_LABEL in label),
    nodes: nodes.length,
  };
}

/** An `inactive` remote builder does not answer. Others are only asleep, and buildx starts them. */
const downIn = (node: Foreign, { Driver: driver }: Foreign): string | undefined =>
  driver === 'remote' && node['Status'] === 'inactive'
    ? `the remote builder at ${textOf(node['Endpoint']) ?? 'its endpoint'} does not answer`
    : undefined;

/** A list of names in buildx 0.29, objects with `architecture` and `os` in others; a `*` marks a configured one. */
function platformsOf(value: unknown): string[] {
  const items = Array.isArray(value) ? value : [];
  return items.flatMap((item: unknown) => {
    if (typeof item === 'string') return [item.replace(/\*$/u, '')];
    return isRecord(item) ? [platformName(item)] : [];
  });
}

function parsed(line: string): Foreign | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
