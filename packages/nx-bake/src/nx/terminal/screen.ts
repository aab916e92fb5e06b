import type { NxJsonConfiguration } from '@nx/devkit';
import { isBatchWorker } from '../files/batch-worker';
import { nxVersion } from '../files/nx-version';
import { pluginEntry } from '../options/nx-json';
import { nxOutput, type NxOutput } from './nx-output';
import { leaveWords, wordsFolder, type Words } from './words';

type Env = Readonly<Record<string, string | undefined>>;

/** The place where the last lines of a run are seen. */
export interface Screen {
  /** Whether the hook writes them, as Nx draws over what a batch prints, or holds it back. */
  readonly isLeftToHook: boolean;
  /** The output of Nx, where it is a terminal or the hook is to write there. */
  readonly output: NxOutput | undefined;
}

/** A screen on which what we print stands as it is. */
export const PLAIN_SCREEN: Screen = { isLeftToHook: false, output: undefined };

/**
 * Finds out where the last lines of a run are seen. In a terminal Nx draws its own list until the end of the command,
 * in GitHub Actions it holds back what a batch prints unless it fails; elsewhere lines stand as they come.
 */
export async function findScreen(nxJson: NxJsonConfiguration | undefined, env: Env): Promise<Screen> {
  if (!isBatchWorker() || !hasHook(nxJson)) return PLAIN_SCREEN;
  const output = await nxOutput();
  const isGrouped =
    nxVersion().major > 22 &&
    isSet(env['GITHUB_ACTIONS']) &&
    env['NX_SKIP_LOG_GROUPING'] !== 'true' &&
    env['NX_STREAM_OUTPUT'] !== 'true';
  const isLeftToHook = output?.isTerminal === true || isGrouped || env['NX_TUI'] === 'true';
  return isLeftToHook ? { isLeftToHook, output } : PLAIN_SCREEN;
}

/** Nx calls no hook of a plugin that nx.json does not list, and with `output: "nx"` there is none. */
function hasHook(nxJson: NxJsonConfiguration | undefined): boolean {
  const entry = pluginEntry(nxJson);
  if (entry === undefined) return false;
  const options = typeof entry === 'string' ? undefined : (entry.options as { output?: unknown } | undefined); // Nx does not type options
  return options?.output !== 'nx';
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

interface ShowSettings {
  readonly root: string;
  readonly env: Env;
  readonly write: (line: string) => void;
}

/** Shows the last lines of a run: through the hook where only that is seen, else here. */
export async function showLines(
  lines: readonly string[],
  { screen, times }: { readonly screen: Screen; readonly times: Words['times'] },
  { root, env, write }: ShowSettings,
): Promise<void> {
  if (lines.length === 0) return;
  const { output, isLeftToHook } = screen;
  const words = { path: output?.path, isTerminal: output?.isTerminal === true, times, lines };
  if (isLeftToHook && (await isLeft(wordsFolder(root, env), words))) return;
  lines.forEach(write);
}

/** Who cannot write there prints as where there is no hook. */
const isLeft = (folder: string, words: Words): Promise<boolean> =>
  leaveWords(folder, words).then(
    () => true,
    () => false,
  );
