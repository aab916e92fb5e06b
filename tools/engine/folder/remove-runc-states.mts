import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The folder where dockerd's builder lets runc note down its running steps, whatever dockerd's own folders are. */
const STATES = '/run/runc';

/** Removes the notes on build steps of ours that were ended half-way. */
export function removeRuncStates(folder: string): void {
  if (!existsSync(STATES)) return;
  for (const name of readdirSync(STATES)) {
    const file = join(STATES, name, 'state.json');
    if (existsSync(file) && readFileSync(file, 'utf8').includes(`"bundle=${folder}/`)) {
      rmSync(join(STATES, name), { recursive: true });
    }
  }
}
