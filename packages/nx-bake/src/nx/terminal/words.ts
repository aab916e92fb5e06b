import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../../files';
import { dataFolder } from '../files/run-folder';

/** The last lines of a run, left by the batch worker for the hook that Nx calls when its own output is complete. */
export interface Words {
  /** The output of Nx, as a path that another process can open. */
  readonly path: string | undefined;
  readonly isTerminal: boolean;
  /** Task → the start and end that we answered: they come back to the hook, and say whose words these are. */
  readonly times: Readonly<Record<string, readonly [number, number]>>;
  readonly lines: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;

export const wordsFolder = (root: string, env: Env): string => join(dataFolder(root, env), 'words');

/** Writes words for the hook to find. Only the user who runs Nx may read them. */
export async function leaveWords(folder: string, words: Words): Promise<void> {
  mkdirSync(folder, { recursive: true });
  removeOld(folder);
  await writeAtomically(join(folder, `${Date.now()}-${process.pid}.json`), JSON.stringify(words), 0o600);
}

/** Takes the words of a run away, oldest first. Words of other runs stay, and a file that cannot be read harms none. */
export function takeWords(folder: string, isOfRun: (words: Words) => boolean): Words[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^\d.*\.json$/u.test(name));
  return names.sort().flatMap((name) => {
    try {
      const words = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Words; // written above
      if (!isOfRun(words)) return [];
      rmSync(join(folder, name));
      return [words];
    } catch {
      return []; // another run's hook took it
    }
  });
}

/** Words that no hook has taken for so long are of a run that was killed. */
const DAY_MS = 24 * 60 * 60 * 1000;

function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > DAY_MS) rmSync(path, { force: true });
  }
}
