import type { Outcome } from '../bake/outcomes/outcome';
import { loadFormats } from './formats';
import { because, durationOf, whereabouts } from './outcome-words';
import { brokenImports, totals, type RunSummary } from './summary';
import type { SummaryRow } from './summary-table';
import { visible } from './visible';

const HEADS = ['project', 'image', 'outcome', 'time', 'cached', 'size', 'digest', ''];

/** Renders a run as Markdown for the page of a CI job: the table with whole digests, and the reasons for more than one call. */
export async function renderJobSummary(summary: RunSummary): Promise<string> {
  const formats = await loadFormats();
  const labels = new Map(summary.rows.map(({ target, project }) => [target, project]));
  const format = (write: (value: number) => string, value: number | undefined): string =>
    value === undefined ? '' : write(value);
  const cells = ({ project, image, outcome, size }: SummaryRow): string[] => [
    escaped(project),
    code(image),
    MARKS[outcome.kind],
    format(formats.duration, durationOf(outcome)),
    outcome.steps.total === 0 ? '' : `${outcome.steps.cached}/${outcome.steps.total}`,
    format(formats.size, size),
    code('digest' in outcome ? (outcome.digest ?? '') : ''),
    escaped(because(outcome, labels) || whereabouts(outcome)),
  ];
  return [
    `### ${escaped(totals(summary, formats.duration(summary.durationMs)))}`,
    '',
    row(HEADS),
    row(HEADS.map(() => '---')),
    ...summary.rows.map((one) => row(cells(one))),
    ...brokenImports(summary).flatMap((line) => ['', `⚠️ ${escaped(line)}`]),
    '',
    '',
  ].join('\n');
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const MARKS: Readonly<Record<Outcome['kind'], string>> = {
  built: '✅ built',
  reused: '✅ reused',
  failed: '❌ failed',
  cancelled: '⚠️ cancelled',
  skipped: '⚠️ skipped',
};

/** Reasons quote what a build wrote: nothing of it may be a tag, a link or the end of a cell. */
const escaped = (text: string): string =>
  visible(text.replaceAll('\n', ' ')).replace(/[\\`*_[\]<>|#~&@!]/gu, (sign) => `&#${sign.charCodeAt(0)};`);

const code = (text: string): string => (text === '' ? '' : `<code>${escaped(text)}</code>`);
