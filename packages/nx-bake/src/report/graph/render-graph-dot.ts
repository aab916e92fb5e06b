import { graphDrawing, type GraphArrow, type GraphNode } from './graph-drawing';
import type { GraphView } from './graph-view';
import { plainText } from './plain-text';

/** https://graphviz.org/doc/info/lang.html */
export function renderGraphDot(view: GraphView): string {
  const { nodes, arrows } = graphDrawing(view);
  return [
    'digraph images {',
    '  rankdir=LR',
    ...nodes.map((node, index) => `  n${index} [${nodeAttributes(node)}]`),
    ...arrows.map((arrow) => `  n${arrow.from} -> n${arrow.to} [${arrowAttributes(arrow)}]`),
    '}',
    '',
  ].join('\n');
}

const nodeAttributes = ({ kind, label }: GraphNode): string =>
  `label=${quoted([label])} shape=${kind === 'image' ? 'box' : 'folder'}`;

const arrowAttributes = ({ kind, references, onCircle }: GraphArrow): string =>
  [
    `label=${quoted(references)}`,
    ...(kind === 'file' ? ['style=dashed'] : []),
    ...(onCircle ? ['color=red'] : []),
  ].join(' ');

/**
 * A text of lines. To the language only `\"` is an escape, and labels have escapes (`\n`, `\N`) and entities of their own.
 * https://graphviz.org/docs/attr-types/escString/
 */
const quoted = (lines: readonly string[]): string => `"${lines.map(escaped).join('\\n')}"`;

const escaped = (text: string): string =>
  plainText(text).replace(/[\\"&]/gu, (char) => (char === '&' ? '&amp;' : `\\${char}`));
