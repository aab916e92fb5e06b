import type { GraphView } from './graph-view';
import { renderGraphDot } from './render-graph-dot';
import { renderGraphJson } from './render-graph-json';
import { renderGraphMermaid } from './render-graph-mermaid';
import { renderGraphText } from './render-graph-text';

export const GRAPH_FORMATS = {
  text: renderGraphText,
  json: renderGraphJson,
  mermaid: renderGraphMermaid,
  dot: renderGraphDot,
} as const satisfies Readonly<Record<string, (view: GraphView) => string>>;

export type GraphFormat = keyof typeof GRAPH_FORMATS;
