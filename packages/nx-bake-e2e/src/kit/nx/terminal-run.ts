import { spawn } from 'node:child_process';
import { Terminal } from '@xterm/headless';
import type { Workspace } from '../workspace';

export const COLUMNS = 80;
const ROWS = 45;

/** A command in a pseudo terminal, and what a person sees of it. */
export interface TerminalRun {
  /** All lines, with those that have scrolled away; a line that wraps is as many as it fills. */
  screen(): string[];
  /** Resolves when a line has the text. */
  shows(text: string | RegExp): Promise<void>;
  type(keys: string): void;
  /** The exit code, once the command has ended. */
  readonly ended: Promise<number>;
  /** The column of the cursor. */
  column(): number;
}

/** The variables that a shell on a desk has: nothing of CI, and none of Nx's. */
const BASIC = ['HOME', 'PATH', 'DOCKER_HOST', 'DOCKER_CONFIG', 'NX_BAKE_REGISTRY'];

/** Runs nx in a terminal of 80 columns. `pipe` is shell text behind the command. */
export function nxInTerminal(
  workspace: Workspace,
  args: readonly string[],
  { env = {}, pipe = '' }: { readonly env?: Readonly<Record<string, string>>; readonly pipe?: string } = {},
): TerminalRun {
  const terminal = new Terminal({ cols: COLUMNS, rows: ROWS, scrollback: 5000, allowProposedApi: true });
  const basic = Object.fromEntries(BASIC.map((name) => [name, process.env[name]]));
  const command = `stty cols ${COLUMNS} rows ${ROWS}; node_modules/.bin/nx ${args.join(' ')} ${pipe}`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: workspace.root,
    env: { ...basic, TERM: 'xterm-256color', ...env },
  });
  child.stdout.on('data', (bytes: Buffer) => {
    terminal.write(bytes);
  });
  // a terminal answers what programs ask of it, where its cursor is for one
  terminal.onData((answer) => child.stdin.write(answer));
  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      terminal.write('', resolve);
    });
  const screen = (): string[] => {
    const { active } = terminal.buffer;
    return Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true) ?? '');
  };
  const ended = new Promise<number>((resolve) => {
    child.on('close', (code) => {
      void drained().then(() => {
        resolve(code ?? -1);
      });
    });
  });
  return {
    screen,
    shows: async (text) => {
      const end = Date.now() + 60_000;
      const isShown = (line: string) => (typeof text === 'string' ? line.includes(text) : text.test(line));
      while (!screen().some(isShown)) {
        if (Date.now() > end) throw new Error(`Not shown: ${String(text)}\n${screen().join('\n')}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    type: (keys) => child.stdin.write(keys),
    ended,
    column: () => terminal.buffer.active.cursorX,
  };
}
