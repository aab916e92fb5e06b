import type { GraphEdge, GraphNote } from './graph-view';
import { plainText } from './plain-text';

/** One line that explains why something is not in the graph, or may be meant otherwise. */
export function noteLine(note: GraphNote, label: (one: GraphEdge['target']) => string): string {
  switch (note.kind) {
    case 'unknown':
      return `${placeOf(note)}: ${plainText(note.text)} (${plainText(note.why)})`;
    case 'claimed':
      return `${placeOf(note)}: ${plainText(note.reference)}, which ${note.claimants.map(label).join(' and ')} build`;
    case 'short-name':
      return `${placeOf(note)}: ${plainText(note.reference)} is ${label(note.base)}`;
    case 'cycle':
      return `${placeOf(note)}: ${plainText(note.reference)} of ${plainText(note.project)}, which depends on ${label(note.image)} itself`;
    case 'unreadable':
      return `${label(note.image)}: ${note.problems.map(plainText).join(' ')}`;
  }
}

const placeOf = ({ dockerfile, line }: { dockerfile: string; line?: number }): string =>
  `${plainText(dockerfile)}${line === undefined ? '' : `:${line}`}`;
