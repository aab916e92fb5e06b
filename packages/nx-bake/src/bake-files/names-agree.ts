import { posix } from 'node:path';
import type { MappableProject } from './mappable-project';
import type { ResolvedTarget } from './resolve-targets';

/** Names as they are compared: `alert-sender`, `alert_sender` and `@acme/AlertSender` are one. */
const bare = (name: string): string => (name.split('/').at(-1) ?? name).toLowerCase().replace(/[-_.]/gu, '');

/** Whether the target, its stage, its Dockerfile or its image is called as the project or its folder. */
export function namesAgree(target: ResolvedTarget, project: MappableProject): boolean {
  return isNamed(
    [
      target.name,
      target.target,
      dockerfileName(target.dockerfilePath),
      ...(target.tags ?? []).map(imageName),
    ],
    project,
  );
}

/** The one project that is called so. */
export function projectNamed(
  names: readonly string[],
  projects: readonly MappableProject[],
): MappableProject | undefined {
  const found = projects.filter((project) => project.root !== '.' && isNamed(names, project));
  return found.length === 1 ? found[0] : undefined;
}

function isNamed(names: readonly (string | undefined)[], { name, root }: MappableProject): boolean {
  const known = [bare(name), bare(root)];
  return names.some((one) => one !== undefined && one !== '' && known.includes(bare(one)));
}

/** `site` of `site.Dockerfile`, `api` of `Dockerfile.api`. */
function dockerfileName(path: string | undefined): string | undefined {
  const match = /^(?:dockerfile\.(.+)|(.+)\.dockerfile)$/iu.exec(posix.basename(path ?? ''));
  return match?.[1] ?? match?.[2];
}

/** The last part of an image's name, where that is literal. */
const imageName = (tag: string): string | undefined => /(?:^|\/)([^/:@${}]+)(?:[:@][^/]*)?$/u.exec(tag)?.[1];
