/** One measurement: names of columns and what they hold. */
export type Row = Readonly<Record<string, number | string>>;

export interface BenchOptions {
  readonly services?: number;
  readonly users?: number;
  readonly rounds?: number;
  readonly seconds?: number;
  readonly files?: number;
}

export interface BenchResult {
  readonly rows: readonly Row[];
  /** The sums that the rows come to. */
  readonly findings: Readonly<Record<string, number | string>>;
}
