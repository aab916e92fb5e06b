import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathsIn } from '../folder/engine-folder.mjs';

/** Puts docker on a PATH of its own, and buildx into a DOCKER_CONFIG of its own. */
export function installClient(folder: string): void {
  const { bin, dockerConfig, programs } = pathsIn(folder);
  const plugins = join(dockerConfig, 'cli-plugins');
  mkdirSync(bin, { recursive: true });
  mkdirSync(plugins, { recursive: true });
  symlinkSync(join(programs, 'usr/bin/docker'), join(bin, 'docker'));
  const buildx = join(programs, 'usr/libexec/docker/cli-plugins/docker-buildx');
  copyFileSync(buildx, join(plugins, 'docker-buildx'));
  writeFileSync(join(dockerConfig, 'config.json'), '{ "currentContext": "default" }\n');
}
