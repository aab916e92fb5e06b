import { join } from 'node:path';
import { pathsIn } from '../folder/engine-folder.mjs';

export interface DaemonFacts {
  readonly folder: string;
  /** `host:port` of the registry that is asked first for what is on Docker Hub. */
  readonly registry: string;
  readonly bridge: string;
  /** Name of the cgroup that containers and build steps run under. */
  readonly cgroup: string;
  readonly mtu: number;
  /** `native` copies, for disks that carry no overlay file system. */
  readonly snapshotter: 'overlayfs' | 'native';
}

/** A containerd of our own: dockerd would take the system's when one runs, and share its `moby` namespace. */
export function containerdConfig(folder: string): string {
  return `version = 2
root = "${join(folder, 'containerd')}"
state = "${join(folder, 'exec/containerd')}"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime"]
[grpc]
  address = "${pathsIn(folder).containerdSocket}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${join(folder, 'opt')}"
`;
}

export function dockerdConfig(facts: DaemonFacts): string {
  const { dockerSocket, dockerPid, containerdSocket } = pathsIn(facts.folder);
  const config = {
    hosts: [`unix://${dockerSocket}`],
    pidfile: dockerPid,
    'data-root': join(facts.folder, 'data'),
    'exec-root': join(facts.folder, 'exec/docker'),
    containerd: containerdSocket,
    features: { 'containerd-snapshotter': true },
    'storage-driver': facts.snapshotter,
    'registry-mirrors': [`http://${facts.registry}`],
    bridge: facts.bridge,
    mtu: facts.mtu,
    // A container's port is published on loopback unless it says otherwise.
    ip: '127.0.0.1',
    'default-network-opts': { bridge: { 'com.docker.network.bridge.host_binding_ipv4': '127.0.0.1' } },
    // Ours are in way-out.mts.
    iptables: false,
    ip6tables: false,
    'ip-forward': false,
    // Under a systemd of cgroup 2 the default driver takes no plain cgroup name.
    'exec-opts': ['native.cgroupdriver=cgroupfs'],
    'cgroup-parent': `/${facts.cgroup}`,
    // The default keeps 20 % of the disk free and drops caches in the middle of a measurement.
    builder: { gc: { enabled: true, defaultReservedSpace: '20GB' } },
  };
  return JSON.stringify(config, null, 2);
}
