import { delimiter } from 'node:path';

/** Lines for a POSIX shell's `eval`. Its own PATH is kept: npm's, which this runs with, has more in front. */
export function renderEnv(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .flatMap(([name, value]) => {
      if (name === 'PATH') return pathLine(value);
      return value === '' ? [`unset ${name}`] : [`export ${name}=${quote(value)}`];
    })
    .join('\n');
}

function pathLine(path: string): string[] {
  const [ours = ''] = path.split(delimiter);
  const isThere = (process.env['PATH'] ?? '').split(delimiter).includes(ours);
  return isThere ? [] : [`export PATH=${quote(ours)}:"$PATH"`];
}

function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
