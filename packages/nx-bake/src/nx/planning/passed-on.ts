import type { PassedOn } from '../../plan/build-request';
import type { BuildOptions } from '../options/build-options';

/** The options that bake gets as they are, complete. */
export function passedOn(options: BuildOptions): PassedOn {
  return {
    ...optional('target', options.target),
    ...optional('network', options.network),
    ...optional('shmSize', options['shm-size']),
    contexts: options.contexts ?? {},
    args: options.args ?? {},
    labels: options.labels ?? {},
    annotations: options.annotations ?? [],
    platforms: options.platforms ?? [],
    secret: options.secret ?? [],
    ssh: options.ssh ?? [],
    attest: options.attest ?? [],
    noCache: options['no-cache'] ?? false,
    noCacheFilter: options['no-cache-filter'] ?? [],
    pull: options.pull ?? false,
    extraHosts: options['extra-hosts'] ?? {},
    ulimits: options.ulimits ?? [],
    entitlements: options.entitlements ?? [],
  };
}

const optional = <K extends string>(key: K, value: string | undefined): { [P in K]?: string } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: string }); // a computed key widens to string
