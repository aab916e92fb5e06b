import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tryRun } from '../process/run.mjs';

/** Can this disk carry an overlay? Found by trying: inside a container, or on some file systems, it cannot. */
export async function overlayWorks(folder: string): Promise<boolean> {
  const probe = join(folder, 'overlay-probe');
  const at = (name: string) => join(probe, name);
  for (const name of ['lower', 'upper', 'work', 'merged']) mkdirSync(at(name), { recursive: true });
  const options = `lowerdir=${at('lower')},upperdir=${at('upper')},workdir=${at('work')}`;
  const mounted = await tryRun('mount', [
    '--no-mtab',
    '-t',
    'overlay',
    'overlay',
    '-o',
    options,
    at('merged'),
  ]);
  if (mounted.ok) await tryRun('umount', ['--no-mtab', at('merged')]);
  rmSync(probe, { recursive: true, force: true });
  return mounted.ok;
}
