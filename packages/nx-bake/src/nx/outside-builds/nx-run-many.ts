import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, parse, relative, sep } from 'node:path';
import * as v from 'valibot';
import type { Command } from '../../builder/program';
import type { NeededBuild } from './needed-builds';

/** Builds that one `nx run-many` runs. */
export interface BuildGroup {
  readonly target: string;
  readonly configuration?: string;
  readonly projects: readonly string[];
}

/** One for each target and configuration: as a rule it is one for all. */
export function buildGroups(builds: readonly NeededBuild[]): BuildGroup[] {
  const groups = new Map<string, { of: NeededBuild; projects: Set<string> }>();
  for (const build of builds) {
    const key = JSON.stringify([build.target, build.configuration]);
    const group = groups.get(key) ?? { of: build, projects: new Set() };
    groups.set(key, { ...group, projects: group.projects.add(build.project) });
  }
  return [...groups.values()].map(({ of: { target, configuration }, projects }) => ({
    target,
    ...(configuration === undefined ? {} : { configuration }),
    projects: [...projects].sort(),
  }));
}

/** With the project in front of each line, as they come. */
export const buildsArgs = (group: BuildGroup, { failFast }: { readonly failFast: boolean }): string[] => [
  'run-many',
  `--targets=${group.target}`,
  `--projects=${group.projects.join(',')}`,
  ...(group.configuration === undefined ? [] : [`--configuration=${group.configuration}`]),
  `--nxBail=${failFast}`,
  '--outputStyle=stream',
];

/** The workspace's own Nx, without a package manager and a shell. */
export function nxCommand(root: string, args: readonly string[]): Command {
  const paths = [root, join(root, '.nx', 'installation')];
  const manifest = createRequire(__filename).resolve('nx/package.json', { paths });
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { nx: string } }; // Nx's own
  return [process.execPath, join(dirname(manifest), bin.nx), ...args];
}

type Env = Readonly<Record<string, string | undefined>>;

/** What Nx says to the task or batch that it runs, and what no other Nx may hear. */
const OF_THIS_TASK =
  /^(?:NX_TASK_.*|NX_BATCH_MODE|NX_SET_CLI|NX_CLI_SET|NX_INVOKED_BY_RUNNER|NX_FORKED_TASK_EXECUTOR|NX_TERMINAL_OUTPUT_PATH|NX_TERMINAL_CAPTURE_STDERR|NX_STREAM_OUTPUT|NX_PREFIX_OUTPUT|NX_TASKS_RUNNER_DYNAMIC_OUTPUT|NX_SKIP_LOG_GROUPING|NX_WORKSPACE_ROOT|LERNA_PACKAGE_NAME)$/u;

/**
 * The environment of the Nx that runs the builds. What the user set stays, `--skip-nx-cache` among it. Nx writes down in
 * the file behind NX_PROFILE what became of each task: https://nx.dev/docs/reference/environment-variables
 * Its daemon, which computes the graph anew for other variables, pays no heed to this one.
 */
export const buildsEnv = (env: Env, profile: string): Env => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !OF_THIS_TASK.test(name))),
  NX_TUI: 'false',
  NX_PROFILE: fromAnywhere(profile),
});

export const PROFILE = 'nx-bake-builds.json';

/** Whether this run is part of a build that nx-bake waits for: it would wait for itself. */
export const isInsideBuilds = (env: Env): boolean => env['NX_PROFILE']?.endsWith(`${sep}${PROFILE}`) === true;

/** Nx takes the path from the folder in which it is called, and a build may call it anywhere. */
function fromAnywhere(path: string): string {
  const { root } = parse(path);
  return join(`..${sep}`.repeat(DEEPEST), relative(root, path));
}

/** More folders than there are in any path. */
const DEEPEST = 64;

/** What became of a task. */
export interface EndedTask {
  readonly project: string;
  readonly status: 'done' | 'failed';
}

/** https://github.com/nrwl/nx/blob/22.6.0/packages/nx/src/tasks-runner/life-cycles/task-profiling-life-cycle.ts */
const TaskSchema = v.object({
  args: v.object({ target: v.object({ project: v.string(), target: v.string() }), status: v.string() }),
});

const DONE: ReadonlySet<string> = new Set([
  'success',
  'local-cache',
  'local-cache-kept-existing',
  'remote-cache',
]);

export const buildId = (build: { readonly project: string; readonly target: string }): string =>
  `${build.project}:${build.target}`;

/** What became of each task that Nx started, by Nx's profile of a run. */
export function readProfile(text: string): Map<string, EndedTask> {
  const entries: unknown = JSON.parse(text);
  const tasks = (Array.isArray(entries) ? entries : []).flatMap((entry: unknown) => {
    const read = v.safeParse(TaskSchema, entry);
    return read.success ? [read.output.args] : [];
  });
  return new Map(
    tasks.map(({ target, status }) => [
      buildId(target),
      { project: target.project, status: DONE.has(status) ? 'done' : 'failed' },
    ]),
  );
}
