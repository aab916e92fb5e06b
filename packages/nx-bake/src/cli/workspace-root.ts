import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Finds the workspace that a folder is in: the nearest one above with an nx.json. */
export function workspaceRoot(folder: string): string | undefined {
  if (existsSync(join(folder, 'nx.json'))) return folder;
  return dirname(folder) === folder ? undefined : workspaceRoot(dirname(folder));
}
