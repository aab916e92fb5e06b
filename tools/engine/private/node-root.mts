import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../process/run.mjs';

/** Copies the node that runs this, the libraries that ldd names, and npm when it is beside it. */
export async function makeNodeRoot(root: string): Promise<void> {
  const bin = join(root, 'usr/local/bin');
  mkdirSync(bin, { recursive: true });
  cpSync(process.execPath, join(bin, 'node'), { dereference: true });
  const libraries = (await run('ldd', [process.execPath])).match(/\/\S+/g) ?? [];
  for (const library of libraries.filter((path) => existsSync(path))) {
    // The image has /lib and /lib64 as links into /usr.
    const target = join(root, library.startsWith('/lib') ? `/usr${library}` : library);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(library, target, { dereference: true });
  }
  const npm = join(dirname(process.execPath), '../lib/node_modules/npm');
  if (existsSync(npm)) await copyNpm(npm, root);
}

async function copyNpm(npm: string, root: string): Promise<void> {
  const modules = join(root, 'usr/local/lib/node_modules');
  mkdirSync(modules, { recursive: true });
  await run('cp', ['-a', npm, modules]);
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/local/bin', name));
  }
}
