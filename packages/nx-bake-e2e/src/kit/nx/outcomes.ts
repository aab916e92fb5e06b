import type { Ran } from '../run';

/** The first such word: the reason behind it may have one, too. */
const ROW = /^(\S+) .*? (built|reused|failed|cancelled|skipped)\b/u;

/** Reads the summary: project → outcome. */
export function outcomes({ output }: Ran): Record<string, string> {
  const lines = output.replaceAll(/\u001B\[\d+m/gu, '').split('\n');
  const start = lines.findIndex((line) => /^project +image +outcome\b/u.test(line));
  const rows = start === -1 ? [] : lines.slice(start + 1, lines.indexOf('', start));
  return Object.fromEntries(
    rows.flatMap((line) => {
      const [, project, outcome] = ROW.exec(line) ?? [];
      return project === undefined || outcome === undefined ? [] : [[project, outcome] as const];
    }),
  );
}

export const all = (names: readonly string[], outcome: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, outcome]));
