import { parse } from 'semver';

/** A version that somebody released: as it was spelled, and its parts. */
export interface Version {
  /** As spelled: `v1.2.3`. */
  readonly raw: string;
  /** The version without `v`, with pre-release and build. */
  readonly full: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly isPrerelease: boolean;
}

export function readVersion(text: string): Version | undefined {
  const version = parse(text.trim());
  if (version === null) return undefined;
  const build = version.build.length === 0 ? '' : `+${version.build.join('.')}`;
  const { major, minor, patch, prerelease } = version;
  const isPrerelease = prerelease.length > 0;
  return { raw: text.trim(), full: `${version.version}${build}`, major, minor, patch, isPrerelease };
}

/** The sign between a project and its version: `orders@1.2.3`, `orders/v1.2.3`, `orders-v1.2.3`. */
const SEPARATOR = /^[@/-]/u;

/**
 * The version in a git tag, where the tag is this project's (`orders@1.2.3`, by its name with or without its scope) or
 * that of the whole repository (`v1.2.3`). The tag of another project says nothing about this one.
 */
export function versionInTag(tag: string, projectName: string): Version | undefined {
  const bare = projectName.split('/').at(-1) ?? projectName;
  const names = [projectName, projectName.replace(/^@/u, ''), bare];
  const own = names.find((name) => tag.startsWith(name) && SEPARATOR.test(tag.slice(name.length)));
  return readVersion(own === undefined ? tag : tag.slice(own.length + 1));
}

/** Picks the newest version among the tags that name the project, or else among those of the repository. */
export function releaseVersion(tags: readonly string[], projectName: string): Version | undefined {
  const isOwn = (tag: string): boolean => !/^v?\d/u.test(tag);
  const found = tags.flatMap((tag) => {
    const version = versionInTag(tag, projectName);
    return version === undefined ? [] : [{ version, own: isOwn(tag) }];
  });
  const best = found.filter(({ own }) => own === found.some((one) => one.own));
  return best
    .map(({ version }) => version)
    .sort(byPrecedence)
    .at(-1);
}

function byPrecedence(a: Version, b: Version): number {
  return (parse(a.full)?.compare(b.full) ?? 0) || (a.full < b.full ? -1 : 1);
}
