import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { streamGroup, type ProgramExit } from './program';

const MARK = `nx-bake-test-${process.pid}`;

describe('streamGroup', () => {
  const run = (script: string, onLine: (line: string) => void, signal?: AbortSignal): Promise<ProgramExit> =>
    streamGroup(
      ['sh', '-c', script],
      {
        cwd: '/',
        env: { PATH: process.env['PATH'], MARK },
        mark: MARK,
        ...(signal === undefined ? {} : { signal }),
      },
      onLine,
    );
  /** Who is dead may wait for its parent to take notice. */
  const isAlive = (pid: number): boolean => {
    try {
      return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
    } catch {
      return false;
    }
  };
  const ended = async (pid: number): Promise<boolean> => {
    for (let tries = 0; tries < 100 && isAlive(pid); tries++) await wait(20);
    return !isAlive(pid);
  };

  it('hands over both outputs, and a bad exit is a value', async () => {
    const lines: string[] = [];
    const exit = await run('echo out; sleep 0.2; echo err >&2; exit 3', (line) => lines.push(line));
    expect(lines).toEqual(['out', 'err']);
    expect(exit).toEqual({ code: 3, signalName: undefined });
  });

  it.each([
    ['what it started', 'sleep 300 & echo $!; wait'],
    ['what does not listen', `sh -c 'trap "" TERM; echo $$; while :; do sleep 1; done'`],
    ['what has a group of its own', `setsid sh -c 'echo $$; exec sleep 300' & wait`],
    ['what has let go of its outputs', `setsid sh -c 'echo $$; exec sleep 300 > /dev/null 2>&1' & wait`],
    ['what has lost its parent', `sh -c 'setsid sh -c "echo \\$\\$; exec sleep 300" &'; sleep 300`],
  ])('stops %s with it', async (_, script) => {
    const stop = new AbortController();
    let pid = 0;
    await run(
      script,
      (line) => {
        pid = Number(line);
        // the new program is not in its place yet
        setTimeout(() => {
          stop.abort('SIGTERM');
        }, 100);
      },
      stop.signal,
    );
    expect(pid).toBeGreaterThan(0);
    expect(await ended(pid)).toBe(true);
  });

  it('stops when the listener throws', async () => {
    let pid = 0;
    const failing = run('echo $$; sleep 300', (line) => {
      pid = Number(line);
      throw new Error('cannot show');
    });
    await expect(failing).rejects.toThrow('cannot show');
    expect(await ended(pid)).toBe(true);
  });
});
