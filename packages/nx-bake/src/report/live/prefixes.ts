import { createColors } from 'picocolors';

export interface PrefixOptions {
  /** Target name → the project that people know it by. */
  readonly labels: ReadonlyMap<string, string>;
  readonly colour: boolean;
}

/**
 * The beginning of a line: its project, and the first one of a step that several need. All have the same width, and
 * a project keeps its colour.
 */
export type Prefixes = (targets: readonly string[]) => string;

export function createPrefixes({ labels, colour }: PrefixOptions): Prefixes {
  const colors = createColors(colour);
  const palette = [colors.cyan, colors.magenta, colors.yellow, colors.blue, colors.green];
  const names = [...new Set([...labels.values(), NOBODY])].sort();
  const width = Math.min(MAX_WIDTH, Math.max(...names.map((name) => name.length)));
  return (targets) => {
    const [first] = targets;
    const label = first === undefined ? NOBODY : (labels.get(first) ?? first);
    const paint = first === undefined ? colors.dim : palette[names.indexOf(label) % palette.length];
    const text = fit(label, width).padEnd(width);
    return `${paint?.(text) ?? text} ${colors.dim('|')} `;
  };
}

/** Bake's own work. */
const NOBODY = 'bake';

const MAX_WIDTH = 28;

const fit = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;
