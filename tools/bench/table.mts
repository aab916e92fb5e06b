import Table from 'cli-table3';
import type { BenchResult } from './cli.mjs';

/** One measurement: names of columns and what they hold. */
export type Row = Readonly<Record<string, number | string>>;

export function renderTable({ rows, findings }: BenchResult): string {
  const head = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const row of rows) table.push(head.map((name) => String(row[name] ?? '')));
  return [table.toString(), ...Object.entries(findings).map(([name, value]) => `${name}: ${value}`)].join(
    '\n',
  );
}
