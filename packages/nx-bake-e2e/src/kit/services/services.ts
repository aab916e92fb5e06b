import { projectJson } from '../workspace';

/** A service whose Dockerfile copies the whole workspace and has one step that takes its time to tell apart. */
export function rootContextService(name: string): Record<string, string> {
  return {
    [`services/${name}/project.json`]: projectJson(name),
    [`services/${name}/main.txt`]: `${name}\n`,
    [`services/${name}/Dockerfile`]: [
      'FROM busybox:stable AS build',
      'WORKDIR /workspace',
      'COPY . .',
      `RUN echo "expensive step of ${name}" && cat services/${name}/main.txt > /out.txt`,
      'FROM busybox:stable',
      'COPY --from=build /out.txt /out.txt',
      'CMD ["cat", "/out.txt"]',
      '',
    ].join('\n'),
  };
}

/** The option that says for good that the workspace is the context. */
export const WORKSPACE_CONTEXT = { context: 'workspace' };
