import ts from 'typescript';
import type { Source } from './sources';

export interface DocComment {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** A doc comment is a sentence with a verb, or a noun phrase that starts with the thing. */
const FRAGMENT = /^(?:Of|By|To|Not|Without|Where|What)\b/u;

export const isFragment = ({ text }: DocComment): boolean => FRAGMENT.test(text);

/** The doc comments of a file that say something beside their tags. */
export function docComments({ path, file }: Source): DocComment[] {
  const found = new Map<number, DocComment>();
  const visit = (node: ts.Node): void => {
    for (const doc of ts.getJSDocCommentsAndTags(node)) {
      const text = ts.isJSDoc(doc) ? (ts.getTextOfJSDocComment(doc.comment) ?? '').trim() : '';
      const { line } = file.getLineAndCharacterOfPosition(doc.getStart());
      if (text !== '') found.set(doc.pos, { path, line: line + 1, text });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...found.values()];
}
