import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { minimatch } from 'minimatch';
import type Yaml from 'yaml';
import { isRecord, recordOf } from '../../foreign';

/**
 * Tells which folders Nx itself takes for projects: those with a project.json, and those with a package.json that the
 * package manager's workspaces name; the root where its package.json has settings for Nx. Anything else must not get a
 * target, since a target without a project is a project without a name, which breaks every Nx command (nrwl/nx#36954).
 * Source: https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/plugins/package-json/create-nodes.ts
 */
export function projectFolders(workspaceRoot: string): (folder: string) => boolean {
  let patterns: string[] | undefined;
  const exists = (path: string): boolean => existsSync(join(workspaceRoot, path));
  return (folder) => {
    if (exists(join(folder, 'project.json'))) return true;
    if (!exists(join(folder, 'package.json'))) return false;
    patterns ??= workspacePatterns(workspaceRoot);
    return matches(folder, patterns);
  };
}

function matches(folder: string, patterns: readonly string[]): boolean {
  const included = patterns.filter((pattern) => !pattern.startsWith('!'));
  const excluded = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const some = (globs: readonly string[]): boolean =>
    globs.some((glob) => minimatch(folder, glob.replace(/\/$/u, '')));
  return some(included) && !some(excluded);
}

function workspacePatterns(workspaceRoot: string): string[] {
  const manifest = readJson(join(workspaceRoot, 'package.json'));
  return [
    ...(isRecord(recordOf(manifest)['nx']) ? ['.'] : []),
    ...npmPatterns(manifest),
    ...strings(readJson(join(workspaceRoot, 'lerna.json')), 'packages'),
    ...pnpmPatterns(readText(join(workspaceRoot, 'pnpm-workspace.yaml'))),
  ].map((pattern) => pattern.replace(/^(!?)\.\//u, '$1'));
}

function npmPatterns(manifest: unknown): string[] {
  const own = strings(manifest, 'workspaces');
  return own.length > 0 ? own : strings(recordOf(manifest)['workspaces'], 'packages');
}

function pnpmPatterns(yaml: string | undefined): string[] {
  if (yaml === undefined) return [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- 25 ms that only pnpm workspaces pay
  const { parse } = require('yaml') as typeof Yaml;
  return strings(parse(yaml), 'packages');
}

function strings(value: unknown, key: string): string[] {
  const found = recordOf(value)[key];
  return Array.isArray(found) ? found.filter((item): item is string => typeof item === 'string') : [];
}

function readJson(path: string): unknown {
  const text = readText(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Nx itself complains about it, with the place
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
