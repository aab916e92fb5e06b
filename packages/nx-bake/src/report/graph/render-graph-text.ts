import { nodeNames } from './graph-drawing';
import type { GraphEdge, GraphImage, GraphNote, GraphView } from './graph-view';
import { noteLine } from './note-line';
import { plainText } from './plain-text';

/** Renders the graph for people: each image with what it is built from and who is built from it, and what is not in the graph. */
export function renderGraphText(view: GraphView): string {
  const names = namesIn(view);
  const { label } = names;
  const folders = view.edges.flatMap(({ target }) => (names.isFolder(target) ? [target.project] : []));
  const circles = view.circles.map((path) => path.map(label).join(' -> '));
  const linesOfNotes = (...kinds: GraphNote['kind'][]) =>
    view.notes.filter(({ kind }) => kinds.includes(kind)).map((note) => noteLine(note, label));
  const parts = [
    [`${counted(view.images, 'image')}, ${counted(view.edges, 'edge')}`],
    ...view.images.map((image) => [titleOf(image, names), ...linesOf(image, names)]),
    ...[...new Set(folders)]
      .sort()
      .map((project) => [`${plainText(project)} (no image)`, ...linesOf({ project }, names)]),
    ...list('Built on each other, so that none of them can be built:', circles),
    ...list(
      'Taken for images of this workspace and not of Docker Hub (that would be docker.io/library/NAME):',
      linesOfNotes('short-name'),
    ),
    ...list('Left out of the graph of Nx, as it would close a cycle of projects:', linesOfNotes('cycle')),
    ...list('Not in the graph:', linesOfNotes('unknown', 'claimed', 'unreadable')),
  ];
  return parts.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

type Node = GraphEdge['target'];

interface Names {
  readonly label: (one: Node) => string;
  readonly isFolder: (one: Node) => boolean;
  readonly edgesFrom: (one: Node) => readonly GraphEdge[];
  readonly edgesTo: (one: Node) => readonly GraphEdge[];
}

function namesIn(view: GraphView): Names {
  const nameOf = nodeNames(view);
  const edgesAt = (end: 'source' | 'target'): ((one: Node) => readonly GraphEdge[]) => {
    const found = new Map<string, GraphEdge[]>();
    for (const edge of view.edges) {
      const { key } = nameOf(edge[end]);
      found.set(key, [...(found.get(key) ?? []), edge]);
    }
    return (one) => found.get(nameOf(one).key) ?? [];
  };
  return {
    label: (one) => plainText(nameOf(one).label),
    isFolder: (one) => nameOf(one).kind === 'folder',
    edgesFrom: edgesAt('source'),
    edgesTo: edgesAt('target'),
  };
}

const counted = (items: readonly unknown[], noun: string): string =>
  `${items.length} ${noun}${items.length === 1 ? '' : 's'}`;

const list = (title: string, lines: readonly string[]): string[][] =>
  lines.length === 0 ? [] : [[title, ...lines.map((line) => `  ${line}`)]];

function titleOf(image: GraphImage, { label }: Names): string {
  const tags = image.tags.length === 0 ? '' : `: ${image.tags.map(plainText).join(', ')}`;
  return `${label(image)} (${plainText(image.dockerfile ?? 'not read')})${tags}`;
}

const VERBS = {
  image: { to: 'built on', from: 'used by' },
  file: { to: 'copies from', from: 'copied by' },
} as const;

function linesOf(node: Node, { edgesFrom, edgesTo, label }: Names): string[] {
  const needed = edgesFrom(node).map(({ kind, target, reference, line }) => {
    const place = line === undefined ? 'options' : `line ${line}`;
    return [VERBS[kind].to, label(target), `${place}: ${plainText(reference)}`];
  });
  const users = (['image', 'file'] as const).flatMap((kind) => {
    const found = edgesTo(node).filter((edge) => edge.kind === kind);
    const labels = new Set(found.map(({ source }) => label(source)));
    return labels.size === 0 ? [] : [[VERBS[kind].from, [...labels].join(', ')]];
  });
  return aligned([...needed, ...users]);
}

/** Pads each column but the last to its widest word. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number): number =>
    Math.max(...rows.map((row) => (column < row.length - 1 ? (row[column]?.length ?? 0) : 0)));
  const widths = [width(0), width(1)];
  return rows.map((row) =>
    `  ${row.map((word, column) => word.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}
