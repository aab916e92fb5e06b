import { chmodSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process/run.mjs';

/** The machine's certificates, so that what is installed in a build comes from where the machine gets it. */
export const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

const FOLDERS = [
  'usr/bin',
  'usr/lib',
  'usr/lib64',
  'usr/local/bin',
  'etc/ssl/certs',
  'root',
  'tmp',
  'var/tmp',
  'dev',
  'proc',
  'sys',
  'run',
  'opt',
  'srv',
  'home',
];
const LINKS = { bin: 'usr/bin', sbin: 'usr/bin', lib: 'usr/lib', lib64: 'usr/lib64', 'usr/sbin': 'bin' };
const PASSWD = `root:x:0:0:root:/root:/bin/sh
node:x:1000:1000::/home/node:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;

/** A root folder with a shell, the core utilities and the users root and node: the ground of every stand-in. */
export async function makeShellRoot(root: string, busybox: string): Promise<void> {
  for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true });
  for (const [link, target] of Object.entries(LINKS)) symlinkSync(target, join(root, link));
  for (const folder of ['tmp', 'var/tmp']) chmodSync(join(root, folder), 0o1777);
  chmodSync(join(root, 'root'), 0o700);
  copyFileSync(busybox, join(root, 'usr/bin/busybox'));
  for (const applet of (await run(busybox, ['--list'])).split('\n')) {
    const link = join(root, 'usr/bin', applet);
    if (!existsSync(link)) symlinkSync('busybox', link);
  }
  writeFileSync(join(root, 'etc/passwd'), PASSWD);
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\nnogroup:x:65534:\n');
  writeFileSync(join(root, 'etc/nsswitch.conf'), 'hosts: files dns\n');
  if (existsSync(CERTIFICATES)) copyFileSync(CERTIFICATES, join(root, CERTIFICATES));
}
