import { graphDrawing, type GraphArrow, type GraphNode } from './graph-drawing';
import type { GraphView } from './graph-view';

/** https://mermaid.js.org/syntax/flowchart.html */
export function renderGraphMermaid(view: GraphView): string {
  const { nodes, arrows } = graphDrawing(view);
  const circled = arrows.flatMap(({ onCircle }, index) => (onCircle ? [index] : []));
  return [
    'flowchart LR',
    ...nodes.map((node, index) => `  n${index}${shapeOf(node)}`),
    ...arrows.map(lineOf),
    ...(circled.length === 0 ? [] : [`  linkStyle ${circled.join(',')} stroke:red`]),
    '',
  ].join('\n');
}

const shapeOf = ({ kind, label }: GraphNode): string =>
  kind === 'image' ? `["${escaped(label)}"]` : `(["${escaped(label)}"])`;

const lineOf = ({ kind, from, to, references }: GraphArrow): string =>
  `  n${from} ${kind === 'image' ? '-->' : '-.->'}|"${references.map(escaped).join('<br/>')}"| n${to}`;

/**
 * Between quotes Mermaid still reads HTML, markdown and entities, which are decimal and begin with `#` alone.
 * https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
const escaped = (text: string): string =>
  text.replace(/[^\p{L}\p{N}@/.:-]/gu, (char) => `#${char.codePointAt(0) ?? 0};`);
