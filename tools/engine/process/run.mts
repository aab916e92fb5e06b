import { execa } from 'execa';
import { EngineError } from '../engine-error.mjs';

export interface RunOptions {
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly timeoutMs?: number;
}

export interface Ran {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. A bad exit, a missing program and a timeout are values, not throws. */
export async function tryRun(file: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const result = await execa(file, args, {
    reject: false,
    stdin: 'ignore',
    ...(options.env && { env: options.env }),
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.timeoutMs !== undefined && { timeout: options.timeoutMs }),
  });
  return { ok: !result.failed, stdout: result.stdout, stderr: result.stderr || (result.shortMessage ?? '') };
}

/** Runs a program that has to succeed, and returns what it printed. */
export async function run(file: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const ran = await tryRun(file, args, options);
  if (ran.ok) return ran.stdout;
  const said = ran.stderr.trim().split('\n').slice(-12).join('\n');
  throw new EngineError(
    `${[file, ...args].join(' ')} failed:\n${said}`,
    'Fix what it says, then run it again.',
  );
}
