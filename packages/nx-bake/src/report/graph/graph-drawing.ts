import { leadsTo } from '../../plan/circles';
import type { GraphEdge, GraphView, ImageTarget } from './graph-view';

export interface GraphNode {
  /** A project that is no image, or several of which none is meant, is a folder. */
  readonly kind: 'image' | 'folder';
  readonly label: string;
}

export interface GraphArrow {
  readonly kind: GraphEdge['kind'];
  /** Indexes of nodes. */
  readonly from: number;
  readonly to: number;
  /** Every reference of one Dockerfile to the other node. */
  readonly references: readonly string[];
  readonly onCircle: boolean;
}

/** The part that the formats for drawing have in common. Nodes are numbered, as no name is a valid identifier everywhere. */
export interface GraphDrawing {
  readonly nodes: readonly GraphNode[];
  readonly arrows: readonly GraphArrow[];
}

export function graphDrawing(view: GraphView): GraphDrawing {
  const nameOf = nodeNames(view);
  const nodes = new Map<string, GraphNode>();
  for (const one of [...view.images, ...view.edges.map(({ target }) => target)]) {
    const { key, ...node } = nameOf(one);
    nodes.set(key, node);
  }
  const indexes = new Map([...nodes.keys()].map((key, index) => [key, index]));
  const arrows = new Map<string, Omit<GraphArrow, 'onCircle'>>();
  for (const { source, target, kind, reference } of view.edges) {
    const [from = -1, to = -1] = [source, target].map((one) => indexes.get(nameOf(one).key)); // all are nodes
    const key = `${from} ${to} ${kind}`;
    const references = new Set([...(arrows.get(key)?.references ?? []), reference]);
    arrows.set(key, { kind, from, to, references: [...references] });
  }
  return { nodes: [...nodes.values()], arrows: withCircles([...arrows.values()]) };
}

function withCircles(arrows: readonly Omit<GraphArrow, 'onCircle'>[]): GraphArrow[] {
  const builtOn = new Map<string, string[]>();
  for (const { kind, from, to } of arrows)
    if (kind === 'image') builtOn.set(`${from}`, [...(builtOn.get(`${from}`) ?? []), `${to}`]);
  return arrows.map((arrow) => ({
    ...arrow,
    onCircle: arrow.kind === 'image' && leadsTo(builtOn, `${arrow.to}`, `${arrow.from}`),
  }));
}

/** An image is called by its project where that has no other, so that a copy of its folder leads there, too. */
export function nodeNames({
  images,
}: GraphView): (one: GraphEdge['target']) => GraphNode & { readonly key: string } {
  const targets = new Map<string, ImageTarget[]>();
  for (const image of images) targets.set(image.project, [...(targets.get(image.project) ?? []), image]);
  return ({ project, target }) => {
    const [only, ...others] = targets.get(project) ?? [];
    const isOnly = only !== undefined && others.length === 0;
    if (isOnly) return { kind: 'image', label: project, key: `${project}\n${only.target}` };
    return target === undefined
      ? { kind: 'folder', label: project, key: project }
      : { kind: 'image', label: `${project}:${target}`, key: `${project}\n${target}` };
  };
}
