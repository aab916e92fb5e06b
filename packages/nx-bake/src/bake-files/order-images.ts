import { projectNamed } from './names-agree';
import type { MappableProject } from './mappable-project';
import type { Mapping } from './map-targets';

/**
 * The target of a project that gets the plain name `docker-build`: the one that has tags, else the one in the group
 * `default`, else the one that is called like the project. Where that leaves several, none of them is the first.
 */
export function firstImage(
  mappings: readonly Mapping[],
  project: MappableProject,
  groups: ReadonlyMap<string, readonly string[]>,
): Mapping | undefined {
  const inDefault = membersOf('default', groups);
  const rules: readonly ((mapping: Mapping) => boolean)[] = [
    ({ target }) => (target.tags ?? []).length > 0,
    ({ target }) => inDefault.has(target.name),
    ({ target }) => projectNamed([target.name], [project]) !== undefined,
    ({ target }) => target.name === project.name,
  ];
  const left = rules.reduce((all, rule) => {
    const some = all.filter(rule);
    return some.length > 0 ? some : all;
  }, mappings);
  return left.length === 1 ? left[0] : undefined;
}

/** The targets of a group, those of its groups included. A group and a target of one name mean the target. */
export function membersOf(group: string, groups: ReadonlyMap<string, readonly string[]>): Set<string> {
  const members = new Set<string>();
  const visit = (name: string, seen: ReadonlySet<string>): void => {
    for (const member of groups.get(name) ?? [])
      if (groups.has(member) && !seen.has(member)) visit(member, new Set([...seen, member]));
      else members.add(member);
  };
  visit(group, new Set([group]));
  return members;
}
