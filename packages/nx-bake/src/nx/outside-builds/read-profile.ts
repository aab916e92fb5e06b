import * as v from 'valibot';

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
