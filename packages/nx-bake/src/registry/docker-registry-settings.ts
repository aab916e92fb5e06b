import { readDocker, type DockerRun } from '../builder/docker';
import { isRecord, recordOf, textOf } from '../foreign';
import { inSubnet } from './proxy';

/** What the engine is told about registries in its daemon.json. */
export interface DockerRegistrySettings {
  /** Hosts, in order, that are asked first for what is on Docker Hub. */
  readonly mirrors: readonly string[];
  readonly isInsecure: (host: string) => boolean;
}

const NONE: DockerRegistrySettings = { mirrors: [], isInsecure: () => false };

/** Asks the engine; nothing special where it does not answer, as a remote builder needs no engine. */
export async function dockerRegistrySettings(run: DockerRun): Promise<DockerRegistrySettings> {
  const { code, stdout } = await readDocker(['info', '--format', '{{json .RegistryConfig}}'], run);
  if (code !== 0) return NONE;
  const { IndexConfigs, InsecureRegistryCIDRs, Mirrors } = recordOf(parsed(stdout));
  const insecure = new Set(
    Object.entries(recordOf(IndexConfigs)).flatMap(([host, one]) =>
      isRecord(one) && one['Secure'] === false ? [host] : [],
    ),
  );
  const subnets = strings(InsecureRegistryCIDRs);
  return {
    mirrors: strings(Mirrors).map((url) => url.replace(/^https?:\/\//u, '').replace(/\/+$/u, '')),
    isInsecure: (host) =>
      insecure.has(host) || subnets.some((subnet) => inSubnet(subnet, host.replace(/:\d+$/u, ''))),
  };
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.flatMap((one: unknown) => textOf(one) ?? []) : [];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Asks the engine once, when a host speaks no good TLS. */
export function insecureFor(run: DockerRun): (host: string) => Promise<boolean> {
  let settings: Promise<DockerRegistrySettings> | undefined;
  return async (host) => {
    settings ??= dockerRegistrySettings(run);
    return (await settings).isInsecure(host);
  };
}
