import { basename, dirname } from 'node:path';
import type { CreateNodes, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { formatProblem, type Problem } from '../../problems';
import {
  validPluginOptions,
  type NormalizedPluginOptions,
  type PluginOptions,
} from '../options/plugin-options';
import { EXECUTOR } from '../targets/image-target';
import { dockerTarget, UNREAD, VARIABLES } from './docker-target';
import { BUILD_TAG, type InferredBuilds } from './inferred-builds';
import type * as images from './inferred-images';
import { inferredProjects, PROJECT_FILES } from './inferred-projects';
import { projectFolders } from './project-folders';

/**
 * Infers a `docker-build` target for every project with a Dockerfile in its root, and for targets of this executor that
 * people have written themselves the inputs that their Dockerfiles name.
 */
export const createNodes: CreateNodes<PluginOptions> = [
  PROJECT_FILES,
  // eslint-disable-next-line @typescript-eslint/require-await -- Nx catches what is rejected
  async (files, raw, context) => {
    const { options, problems } = validPluginOptions(raw);
    complainOnce(problems);
    const isProject = projectFolders(context.workspaceRoot);
    const ours = files.filter((file) => isProject(dirname(file)));
    const projects = inferredProjects(ours, options, context);
    const withImages = Object.entries(projects).filter(([, { targets = {} }]) =>
      Object.values(targets).some(({ executor }) => executor === EXECUTOR),
    );
    if (withImages.length === 0) return [];

    // eslint-disable-next-line @typescript-eslint/no-require-imports -- only workspaces with images pay for it
    const { inferredImages } = require('./inferred-images') as typeof images;
    const inferred = inferredImages({ projects, options, context, isProject });
    return withImages.map(([name, project]) => {
      const { root } = project;
      const file = fileOf(root, ours);
      const hasDockerfile = basename(file) === 'Dockerfile';
      const own = projectWithImages({ name, project, hasDockerfile }, options, inferred);
      const tagged = inferred.builds.get(root)?.tagged ?? [];
      const others = Object.fromEntries(tagged.map((other) => [other, { root: other, tags: [BUILD_TAG] }]));
      return [file, { projects: { ...others, [root]: own } }] as const;
    });
  },
];

/** The file that Nx names for what is inferred: the Dockerfile where there is one. */
function fileOf(root: string, files: readonly string[]): string {
  const inRoot = files.filter((file) => dirname(file) === root);
  return inRoot.find((file) => basename(file) === 'Dockerfile') ?? inRoot[0] ?? root;
}

interface NamedProject {
  readonly name: string;
  readonly project: ProjectConfiguration;
  /** Whether a Dockerfile of its own makes a target of it. */
  readonly hasDockerfile: boolean;
}

function projectWithImages(
  { name, project: { root, targets = {} }, hasDockerfile }: NamedProject,
  options: NormalizedPluginOptions,
  { inputs, bases, builds }: images.InferredImages,
): ProjectConfiguration {
  const names = Object.keys(targets).filter((target) => targets[target]?.executor === EXECUTOR);
  const namedInputs: Record<string, string[]> = {};
  const inferred: Record<string, TargetConfiguration> = {};
  for (const target of names) {
    const found = inputs.get(`${name}:${target}`);
    if (found !== undefined) namedInputs[found.named.name] = [...found.named.files];
    const all = found?.inputs ?? UNREAD;
    inferred[target] =
      hasDockerfile && target === options.targetName
        ? withBuilds(dockerTarget(options, all, bases.get(root)), builds.get(root))
        : { executor: EXECUTOR, inputs: [...all, ...VARIABLES] };
  }
  const isTagged = builds.get(root)?.tagged.includes(root) === true;
  return {
    root,
    targets: inferred,
    namedInputs,
    metadata: { targetGroups: { Docker: names } },
    ...(isTagged ? { tags: [BUILD_TAG] } : {}),
  };
}

const withBuilds = (target: TargetConfiguration, builds: InferredBuilds | undefined): TargetConfiguration =>
  builds === undefined
    ? target
    : {
        ...target,
        ...(builds.dependsOn.length === 0
          ? {}
          : { dependsOn: [...(target.dependsOn ?? []), ...builds.dependsOn] }),
        inputs: [...(target.inputs ?? []), ...builds.inputs],
      };

const complaints = new Set<string>();

/**
 * Reports wrong plugin options once per process. An error would end every Nx command, `nx show projects` too; each run
 * refuses to build with them.
 */
function complainOnce(problems: readonly Problem[]): void {
  for (const line of problems.map(formatProblem)) {
    if (!complaints.has(line)) process.stderr.write(`${line}\n`);
    complaints.add(line);
  }
}
