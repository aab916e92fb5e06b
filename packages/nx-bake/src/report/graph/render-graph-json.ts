import type { GraphView } from './graph-view';

/** schemas/graph.schema.json: what is in it stays, and more may come. */
export const renderGraphJson = (view: GraphView): string =>
  `${JSON.stringify({ version: 1, ...view }, null, 2)}\n`;
