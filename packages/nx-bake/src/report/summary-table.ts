import { createColors } from 'picocolors';
import type { Outcome } from '../bake/outcomes/outcome';
import type { Formats } from './formats';
import { because, durationOf, shortDigest, whereabouts, type Labels } from './outcome-words';

export interface SummaryRow {
  readonly target: string;
  readonly project: string;
  /** The first image reference. */
  readonly image: string;
  readonly outcome: Outcome;
  /** Bytes, where the engine has the image: buildx does not report it. */
  readonly size: number | undefined;
}

export interface TableLook {
  readonly colour: boolean;
  readonly width: number | undefined;
  readonly formats: Formats;
}

interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: SummaryRow) => string;
}

/** Renders one line per image; a column that would be empty is left out. Loaded late: only a run has a table. */
export async function summaryTable(
  rows: readonly SummaryRow[],
  { colour, width, formats }: TableLook,
): Promise<string[]> {
  const { default: Table } = await import('cli-table3');
  const labels = new Map(rows.map(({ target, project }) => [target, project]));
  const filled = columnsOf(labels, formats).filter(({ cell }) => rows.some((row) => cell(row) !== ''));
  const { columns, widths } = fitted(filled, rows, width);
  const { dim } = createColors(colour);
  const paint = painter(colour);
  const table = new Table({
    head: columns.map(({ head }) => (head === '' ? '' : dim(head))),
    colAligns: columns.map(({ align }) => align),
    ...(widths === undefined ? {} : { colWidths: widths }),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
  });
  for (const row of rows) {
    table.push(columns.map(({ head, cell }) => (head === OUTCOME ? paint(row.outcome.kind) : cell(row))));
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

const OUTCOME = 'outcome';
const IMAGE = 'image';
const DIGEST = 'digest';
const NOTE = '';

/** The columns that a narrow terminal does without, in this order. */
const SPARE = ['cached', 'size', 'time'];
const GAP = 2;
/** An image or note of fewer characters says nothing. */
const SHORTEST = 12;

/** Shortens digests to what docker shows as an image's ID. */
const withoutAlgorithm = (column: Column): Column =>
  column.head === DIGEST ? { ...column, cell: (row) => column.cell(row).replace(/^sha256:/u, '') } : column;

/** Fits the columns into a width: first without some of them, then with images and notes cut. */
function fitted(
  columns: readonly Column[],
  rows: readonly SummaryRow[],
  width: number | undefined,
): { readonly columns: readonly Column[]; readonly widths?: number[] } {
  const natural = ({ head, cell }: Column): number =>
    Math.max(head.length, ...rows.map((row) => cell(row).length)) + GAP;
  const total = (some: readonly Column[]): number =>
    some.reduce((sum, column) => sum + natural(column), -GAP);
  if (width === undefined || total(columns) <= width) return { columns };
  let kept = columns;
  for (const spare of SPARE) if (total(kept) > width) kept = kept.filter(({ head }) => head !== spare);
  if (total(kept) > width) kept = kept.map(withoutAlgorithm);
  let excess = total(kept) - width;
  const cut = (column: Column): number => {
    const own = natural(column);
    if (excess <= 0 || (column.head !== NOTE && column.head !== IMAGE)) return own;
    const narrow = Math.max(SHORTEST + GAP, own - excess);
    excess -= Math.max(0, own - narrow);
    return Math.min(own, narrow);
  };
  // notes first, from the right: the whole reason is in the task's own output
  const widths = [...kept].reverse().map(cut).reverse();
  return { columns: kept, widths };
}

const columnsOf = (labels: Labels, { duration, size }: Formats): readonly Column[] => [
  { head: 'project', align: 'left', cell: ({ project }) => project },
  { head: IMAGE, align: 'left', cell: ({ image }) => image },
  { head: OUTCOME, align: 'left', cell: ({ outcome }) => outcome.kind },
  { head: 'time', align: 'right', cell: ({ outcome }) => format(duration, durationOf(outcome)) },
  { head: 'cached', align: 'right', cell: ({ outcome }) => cachedOfAll(outcome) },
  { head: 'size', align: 'right', cell: (row) => format(size, row.size) },
  { head: DIGEST, align: 'left', cell: ({ outcome }) => digest(outcome) },
  { head: NOTE, align: 'left', cell: ({ outcome }) => because(outcome, labels) || whereabouts(outcome) },
];

const format = (write: (value: number) => string, value: number | undefined): string =>
  value === undefined ? '' : write(value);

const cachedOfAll = ({ steps }: Outcome): string =>
  steps.total === 0 ? '' : `${steps.cached}/${steps.total}`;

const digest = (outcome: Outcome): string => ('digest' in outcome ? shortDigest(outcome.digest ?? '') : '');

function painter(colour: boolean): (kind: Outcome['kind']) => string {
  const { green, cyan, red, yellow } = createColors(colour);
  const colours = { built: green, reused: cyan, failed: red, cancelled: yellow, skipped: yellow };
  return (kind) => colours[kind](kind);
}

const NO_LINES = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
);
