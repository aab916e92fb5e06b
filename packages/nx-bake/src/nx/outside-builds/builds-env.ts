import { join, parse, relative, sep } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/** What Nx says to the task or batch that it runs, and what no other Nx may hear. */
const OF_THIS_TASK =
  /^(?:NX_TASK_.*|NX_BATCH_MODE|NX_SET_CLI|NX_CLI_SET|NX_INVOKED_BY_RUNNER|NX_FORKED_TASK_EXECUTOR|NX_TERMINAL_OUTPUT_PATH|NX_TERMINAL_CAPTURE_STDERR|NX_STREAM_OUTPUT|NX_PREFIX_OUTPUT|NX_WORKSPACE_ROOT|LERNA_PACKAGE_NAME)$/u;

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
