import { createProjectGraphAsync, readNxJson, type Tree } from '@nx/devkit';
import { isOurBakeFile } from '../../../hcl/bake-file-header';
import { NxBakeError } from '../../../problems';
import { BAKE_FILE, committedBakeFile, notOurs } from './committed-bake-file';

export interface BakeFileOptions {
  readonly output?: string;
  readonly force?: boolean;
}

/** Writes the committed bake file of the whole workspace. */
export default async function bakeFile(tree: Tree, options: BakeFileOptions): Promise<void> {
  const path = options.output ?? BAKE_FILE;
  const content = committedBakeFile(
    await createProjectGraphAsync(),
    tree.root,
    readNxJson(tree) ?? undefined,
  );
  if (!content.ok) throw new NxBakeError(content.problems);
  const existing = tree.read(path, 'utf8');
  if (existing !== null && !isOurBakeFile(existing) && options.force !== true) {
    throw new NxBakeError([notOurs(path, existing)]);
  }
  if (existing !== content.value) tree.write(path, content.value);
}
