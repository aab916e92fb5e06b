import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A TypeScript file of the workspace, parsed. */
export interface Source {
  /** The path below the workspace's root, with `/`. */
  readonly path: string;
  readonly file: ts.SourceFile;
}

const SKIPPED = new Set(['node_modules', 'dist', 'tmp', '.nx', 'examples']);

/** Reads every TypeScript file of the packages' sources and of the tools. */
export function readSources(root: string): Source[] {
  const packages = existsSync(join(root, 'packages')) ? readdirSync(join(root, 'packages')) : [];
  const folders = [
    ...packages.filter((name) => !SKIPPED.has(name)).map((name) => `packages/${name}/src`),
    'tools',
  ];
  return folders
    .flatMap((folder) => filesIn(root, folder))
    .sort()
    .map((path) => parse(path, readFileSync(join(root, path), 'utf8')));
}

export function parse(path: string, text: string): Source {
  return { path, file: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

export const isTest = ({ path }: Source): boolean =>
  /\.spec\.m?ts$|\/testing\/|^packages\/nx-bake-e2e\//u.test(path);

export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

function filesIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesIn(root, path);
    return /(?<!\.d)\.m?ts$/u.test(entry.name) ? [path] : [];
  });
}
