import Table from 'cli-table3';
import type { BenchResult } from './bench.mjs';

export function renderTable({ rows, findings }: BenchResult): string {
  const head = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const row of rows) table.push(head.map((name) => String(row[name] ?? '')));
  return [table.toString(), ...Object.entries(findings).map(([name, value]) => `${name}: ${value}`)].join(
    '\n',
  );
}
