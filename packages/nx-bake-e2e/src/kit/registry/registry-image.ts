import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { registry } from './registry';
import { must } from '../run';

const CONFIG = {
  version: '0.1',
  http: { addr: ':5000' },
  storage: { filesystem: { rootdirectory: '/var/lib/registry' }, delete: { enabled: true } },
};

/** Makes `registry:2` out of the private engine's own program, where the engine looks for Docker Hub's images. */
export async function pushRegistryImage(engineFolder: string): Promise<void> {
  const program = join(engineFolder, 'programs/usr/bin/docker-registry');
  const context = mkdtempSync(join(tmpdir(), 'nx-bake-registry-'));
  const libraries = (await must('ldd', [program], { cwd: context })).match(/\/\S+/gu) ?? [];
  for (const path of libraries.filter((each) => each !== program && existsSync(each))) {
    const target = join(context, 'root', path.startsWith('/lib') ? `/usr${path}` : path);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(path, target);
  }
  mkdirSync(join(context, 'root/etc'), { recursive: true });
  copyFileSync(program, join(context, 'root/registry'));
  writeFileSync(join(context, 'root/etc/registry.yml'), JSON.stringify(CONFIG)); // JSON is YAML too
  writeFileSync(
    join(context, 'Dockerfile'),
    'FROM busybox:stable\nCOPY root/ /\nCMD ["/registry", "serve", "/etc/registry.yml"]\n',
  );
  const args = ['--provenance=false', '--push', '--tag', `${registry()}/library/registry:2`, '.'];
  await must('docker', ['buildx', 'build', ...args], { cwd: context });
  rmSync(context, { recursive: true });
}
