import { must } from '../run';

export type PrintedTargets = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Returns the targets that bake reads in a bake file, without anything of the environment. Needs no engine. */
export async function printBakeFile(cwd: string, file = 'docker-bake.hcl'): Promise<PrintedTargets> {
  const env = { NX_BAKE_REGISTRY: undefined, NX_BAKE_TAG: undefined, NX_BAKE_CACHE_SCOPE: undefined };
  const printed = await must('docker', ['buildx', 'bake', '--print', '--file', file], { cwd, env });
  return (JSON.parse(printed) as { target: PrintedTargets }).target; // https://docs.docker.com/reference/cli/docker/buildx/bake/#print
}
