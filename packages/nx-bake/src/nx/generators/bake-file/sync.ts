import { createProjectGraphAsync, readNxJson, type Tree } from '@nx/devkit';
import { isOurBakeFile } from '../../../hcl/bake-file-header';
import { NxBakeError } from '../../../problems';
import { BAKE_FILE, committedBakeFile, notOurs } from './committed-bake-file';

/** A sync generator: brings a committed bake file up to date, and leaves a workspace without one alone. */
export default async function sync(tree: Tree): Promise<{ outOfSyncMessage?: string }> {
  const existing = tree.read(BAKE_FILE, 'utf8');
  if (existing === null) return {};
  if (!isOurBakeFile(existing)) throw new NxBakeError([notOurs(BAKE_FILE, existing)]);
  const content = committedBakeFile(
    await createProjectGraphAsync(),
    tree.root,
    readNxJson(tree) ?? undefined,
  );
  if (!content.ok) throw new NxBakeError(content.problems);
  if (existing === content.value) return {};
  tree.write(BAKE_FILE, content.value);
  return { outOfSyncMessage: `${BAKE_FILE} is not what the project graph says.` };
}
