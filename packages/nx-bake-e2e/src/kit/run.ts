import { stripVTControlCharacters } from 'node:util';
import { spawn } from 'node:child_process';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order in which they came. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs a program to its end; a bad exit is a value. */
export function run(program: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  return new Promise((resolvePromise, reject) => {
    const env = { ...process.env, ...options.env };
    const child = spawn(program, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const seen = { stdout: '', stderr: '', output: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen.stdout += text;
      seen.output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      seen.stderr += text;
      seen.output += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      // Nx and others colour what they print in CI
      const plain = Object.entries(seen).map(([name, text]) => [name, stripVTControlCharacters(text)]);
      resolvePromise({ code, ...(Object.fromEntries(plain) as typeof seen) }); // the same names
    });
  });
}

/** Like `run`, for steps that have to work: what it printed. */
export async function must(program: string, args: readonly string[], options: RunOptions): Promise<string> {
  const ran = await run(program, args, options);
  if (ran.code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${ran.code}:\n${ran.output}`);
  return ran.stdout;
}
