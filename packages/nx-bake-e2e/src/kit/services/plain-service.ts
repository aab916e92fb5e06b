import { projectJson } from '../workspace';

/** A service with these instructions in its Dockerfile and these options for its target. */
export function plainService(
  name: string,
  instructions: readonly string[],
  options: Readonly<Record<string, unknown>> = {},
): Record<string, string> {
  return {
    [`services/${name}/project.json`]: projectJson(name, { targets: { 'docker-build': { options } } }),
    [`services/${name}/Dockerfile`]: `${instructions.join('\n')}\n`,
  };
}
