import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type * as devkit from '@nx/devkit';
import type {
  CreateNodesContext,
  NxJsonConfiguration,
  ProjectConfiguration,
  TargetConfiguration,
} from '@nx/devkit';
import { minimatch } from 'minimatch';
import { recordOf, type Foreign } from '../../foreign';
import { remembering } from '../../remember';
import type { SharedOptions } from '../options/build-options';
import type { NormalizedPluginOptions } from '../options/plugin-options';
import { EXECUTOR } from '../targets/image-target';

/** The files whose folders are looked at: those that make an image's target, and those that make a project. */
export const PROJECT_FILES = '**/{Dockerfile,project.json,package.json}';

/**
 * The projects of these files as far as they can be known while Nx is still collecting them: by their own project.json
 * and package.json and by nx.json's defaults, and not by what other plugins infer.
 */
export function inferredProjects(
  files: readonly string[],
  { targetName, shared }: NormalizedPluginOptions,
  { workspaceRoot, nxJsonConfiguration }: Pick<CreateNodesContext, 'workspaceRoot' | 'nxJsonConfiguration'>,
): Record<string, ProjectConfiguration> {
  const defaultsOf = remembering((key) => {
    const [targetName = '', executor = ''] = JSON.parse(key) as string[]; // our own JSON.stringify
    return targetDefaults(nxJsonConfiguration, { targetName, executor });
  }, LIMIT);
  const complete = (
    name: string,
    own: TargetConfiguration,
    base: SharedOptions = {},
  ): TargetConfiguration => {
    const defaults = defaultsOf(JSON.stringify([name, own.executor ?? '']));
    return { ...defaults, ...own, options: { ...base, ...optionsOf(defaults), ...optionsOf(own) } };
  };
  const withDockerfile = new Set(files.filter((file) => basename(file) === 'Dockerfile').map(dirname));
  return Object.fromEntries(
    [...new Set(files.map(dirname))].map((root) => {
      const { name, targets, implicitDependencies } = readProject(join(workspaceRoot, root));
      const written = Object.entries(targets).map(([key, target]) => [key, complete(key, target)] as const);
      const own = { executor: EXECUTOR, ...targets[targetName] };
      const inferred = withDockerfile.has(root) ? { [targetName]: complete(targetName, own, shared) } : {};
      return [name, { root, implicitDependencies, targets: { ...Object.fromEntries(written), ...inferred } }];
    }),
  );
}

/** More names and executors of targets than a workspace has. */
const LIMIT = 1000;

interface ReadProject {
  readonly name: string;
  readonly targets: Record<string, TargetConfiguration>;
  readonly implicitDependencies: string[];
}

/** As Nx reads them: https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/plugins/project-json/build-nodes/project-json.ts */
function readProject(folder: string): ReadProject {
  const project = readJson(join(folder, 'project.json'));
  const manifest = readJson(join(folder, 'package.json'));
  const nx = recordOf(manifest['nx']);
  const name = [project['name'], nx['name'], manifest['name']].find((text) => typeof text === 'string');
  return {
    implicitDependencies: [nx['implicitDependencies'], project['implicitDependencies']].flatMap((list) =>
      Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [],
    ),
    name: typeof name === 'string' ? name : basename(folder).toLowerCase(),
    // what Nx takes for targets
    targets: {
      ...scriptsOf(manifest),
      ...recordOf(nx['targets']),
      ...recordOf(project['targets']),
    } as Record<string, TargetConfiguration>,
  };
}

/** Nx makes a target of every script. */
const scriptsOf = (manifest: Foreign): Record<string, TargetConfiguration> =>
  Object.fromEntries(
    Object.keys(recordOf(manifest['scripts'])).map((name) => [name, { executor: 'nx:run-script' }]),
  );

function readJson(path: string): Foreign {
  if (!existsSync(path)) return {};
  try {
    return recordOf(parseJson(readFileSync(path, 'utf8')));
  } catch {
    return {}; // Nx itself complains about it
  }
}

/** Comments and trailing commas are for Nx's own reader, which few files need. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- 100 ms on every command
    return (require('@nx/devkit') as typeof devkit).parseJson(text);
  }
}

/** Options by their names. */
type RawOptions = Readonly<Record<string, unknown>>;

/**
 * What nx.json's targetDefaults has for a target. The executor's entry goes before that of the name, and that before the
 * longest matching pattern. Since Nx 23 an entry can be a list for several cases; those with a filter are left to Nx, as
 * what they ask for is not known yet.
 * https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/project-graph/utils/project-configuration-utils.ts
 */
function targetDefaults(
  { targetDefaults: all = {} }: NxJsonConfiguration,
  { targetName, executor }: { targetName: string; executor: string },
): TargetConfiguration {
  const patterns = Object.keys(all)
    .filter((key) => /[*?{[]/u.test(key) && minimatch(targetName, key))
    .sort((a, b) => b.length - a.length);
  const key = [executor, targetName, ...patterns].find((name) => Object.hasOwn(all, name));
  const entry: unknown = key === undefined ? undefined : all[key];
  const entries = (Array.isArray(entry) ? entry : [entry])
    .map(recordOf)
    .filter(({ filter }) => filter === undefined);
  return Object.assign({}, ...entries, {
    options: Object.assign({}, ...entries.map(optionsOf)) as RawOptions,
  }) as TargetConfiguration; // of records, which Nx takes for such
}

const optionsOf = (target: unknown): RawOptions => recordOf(recordOf(target)['options']);
