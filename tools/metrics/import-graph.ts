import { posix } from 'node:path';
import ts from 'typescript';
import { folderOf, type Source } from './sources';

export interface Import {
  readonly to: string;
  /** False for types, which are gone when the program runs, and for what is loaded on demand. */
  readonly loads: boolean;
}

/** The files of the workspace that each file names: types and what is loaded on demand included. */
export type ImportGraph = ReadonlyMap<string, readonly Import[]>;

export function importGraph(sources: readonly Source[]): ImportGraph {
  const paths = new Set(sources.map(({ path }) => path));
  return new Map(sources.map((source) => [source.path, importsOf(source, paths)]));
}

/** Every file that is loaded when the program loads `entry`. */
export function loadedBelow(graph: ImportGraph, entry: string): ReadonlySet<string> {
  const loaded = new Set([entry]);
  for (const path of loaded) for (const { to, loads } of graph.get(path) ?? []) if (loads) loaded.add(to);
  return loaded;
}

function importsOf({ path, file }: Source, paths: ReadonlySet<string>): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, loads: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier) || !specifier.text.startsWith('.'))
      return;
    const to = resolved(posix.join(folderOf(path), specifier.text), paths);
    if (to !== undefined) found.push({ to, loads });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, loadsValues(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, !node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, false);
    else if (ts.isCallExpression(node) && isLoading(node.expression)) add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Compilers drop an import of nothing but types. */
function loadsValues(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return true;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return false;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || ts.isNamespaceImport(named)) return true;
  return named.elements.some((element) => !element.isTypeOnly);
}

const isLoading = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');

function resolved(path: string, paths: ReadonlySet<string>): string | undefined {
  const bare = path.replace(/\.([cm]?)js$/u, '');
  return [`${bare}.ts`, `${bare}.mts`, `${bare}/index.ts`, path].find((each) => paths.has(each));
}
