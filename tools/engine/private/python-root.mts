import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type AptArchive, downloadWithNeeds } from './apt-archive.mjs';
import { run } from '../process/run.mjs';
import { unpackPackages } from './unpack-packages.mjs';

const PACKAGES = ['python3-minimal', 'libpython3-stdlib'];
/** They come along as needs of needs; an image without a package manager has no use for them. */
const SUPERFLUOUS = /^(dpkg|tar|debconf|perl-base|gcc-\d+-base|readline-common|libtirpc-common)_/;

/** The release's own python3 with all its libraries, down to libc. */
export async function makePythonRoot(root: string, own: AptArchive): Promise<void> {
  const into = join(own.folder, 'python');
  const files = await downloadWithNeeds(own, PACKAGES, { into, on: 'nothing' });
  await unpackPackages(
    files.filter((file) => !SUPERFLUOUS.test(basename(file))),
    root,
  );
  for (const folder of ['bin', 'sbin', 'lib', 'lib64']) await moveUnderUsr(root, folder);
  for (const folder of ['usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/lintian']) {
    rmSync(join(root, folder), { recursive: true, force: true });
  }
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  for (const name of ['python', 'python3'])
    symlinkSync('/usr/bin/python3', join(root, 'usr/local/bin', name));
}

// The image has /bin, /sbin, /lib and /lib64 as links into /usr; older packages still have them as folders.
async function moveUnderUsr(root: string, folder: string): Promise<void> {
  if (!existsSync(join(root, folder))) return;
  const target = join(root, 'usr', folder === 'sbin' ? 'bin' : folder);
  mkdirSync(target, { recursive: true });
  await run('cp', ['-a', `${join(root, folder)}/.`, target]);
  rmSync(join(root, folder), { recursive: true });
}
