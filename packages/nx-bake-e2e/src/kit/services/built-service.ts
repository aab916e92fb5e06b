import { projectJson } from '../workspace';

export interface BuiltService {
  readonly folder?: string;
  /** How long its build takes. */
  readonly seconds?: number;
  /** The folder that its build writes. */
  readonly output?: string;
  /** Its Dockerfile's lines; undefined for a project without an image. */
  readonly dockerfile?: readonly string[];
  /** Options of its image. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly implicitDependencies?: readonly string[];
}

/** A project whose build writes down that it ran, and fails where its file says `broken`. */
export function builtService(name: string, service: BuiltService = {}): Record<string, string> {
  const {
    folder = `services/${name}`,
    seconds = 0,
    output = `dist/${folder}`,
    dockerfile,
    options = {},
  } = service;
  const source = `${folder}/main.txt`;
  const command = [
    'set -e',
    `echo ${name} >> .nx/built`,
    `if grep -q broken ${source}; then echo "the mistake of ${name}" >&2; exit 3; fi`,
    `sleep ${seconds}`,
    `mkdir -p ${output}`,
    `cp ${source} ${output}/`,
    `echo ${name} is built`,
  ].join('; ');
  const build = {
    command,
    cache: true,
    inputs: ['{projectRoot}/main.txt'],
    outputs: [`{workspaceRoot}/${output}`],
  };
  const image = dockerfile === undefined ? {} : { 'docker-build': { options } };
  return {
    [`${folder}/project.json`]: projectJson(name, {
      implicitDependencies: service.implicitDependencies ?? [],
      targets: { build, ...image },
    }),
    [source]: `${name}\n`,
    ...(dockerfile === undefined ? {} : { [`${folder}/Dockerfile`]: `${dockerfile.join('\n')}\n` }),
  };
}

/** An image that prints the file that was copied into it; nothing of it was built in an earlier run. */
export const copying = (source: string): string[] => [
  'FROM busybox:stable',
  `RUN echo ${source} ${Date.now()}`,
  `COPY ${source} /app/`,
  'CMD ["cat", "/app/main.txt"]',
];
