import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { boundedLog, type BoundedLog } from '../../bake/records/bounded-log';
import { streamGroup, type ProgramRun } from '../../builder/program';
import { readIfThere } from '../../files';
import { foldMarks, withoutCommands, type CiKind } from '../../ci/log-groups';
import {
  buildId,
  buildsArgs,
  buildsEnv,
  nxCommand,
  PROFILE,
  readProfile,
  type BuildGroup,
  type EndedTask,
} from './nx-run-many';

export interface BuildsRun extends ProgramRun {
  /** A folder of this run's own. */
  readonly folder: string;
  readonly failFast: boolean;
  readonly ci: CiKind;
  /** Where the builds' output goes as it comes. */
  readonly write: (line: string) => void;
}

/** What became of the builds. */
export interface BuiltOutside {
  /** Those that Nx came to. */
  readonly tasks: ReadonlyMap<string, EndedTask>;
  /** What a project's builds wrote; nothing where Nx does not say whose a line is. */
  logOf(project: string): string | undefined;
  /** What all wrote, with Nx's own words. */
  log(): string;
}

/** How much of a log is kept: this many characters of its beginning and of its end. */
const LOG_LIMIT = 64 * 1024;

/** Runs the builds through Nx: from its cache, in parallel, each with what it depends on. One Nx for each group. */
export async function runBuilds(groups: readonly BuildGroup[], run: BuildsRun): Promise<BuiltOutside> {
  const tasks = new Map<string, EndedTask>();
  const logs = createLogs();
  for (const group of groups) {
    if (run.signal?.aborted === true) break;
    const found = await runGroup(group, run, logs);
    found.forEach((task, id) => tasks.set(id, task));
    if (run.failFast && [...found.values()].some(({ status }) => status === 'failed')) break;
  }
  return { tasks, ...logs };
}

async function runGroup(
  group: BuildGroup,
  run: BuildsRun,
  logs: Logs,
): Promise<ReadonlyMap<string, EndedTask>> {
  const args = buildsArgs(group, run);
  const profile = join(run.folder, PROFILE);
  const marks = foldMarks(`nx ${args.join(' ')}`, run.ci, Date.now());
  marks.open.forEach(run.write);
  const child = { ...run, env: buildsEnv(run.env, profile), mark: profile };
  const exit = await streamGroup(nxCommand(run.cwd, args), child, (line) => {
    if (line.startsWith(OWN_REMARK)) return;
    logs.append(line);
    run.write(withoutCommands(line, run.ci));
  });
  marks.close.forEach(run.write);
  // without a file Nx did not come to run anything
  if (exit.code !== 0) return readProfile((await readIfThere(profile)) ?? '[]');
  return new Map(
    group.projects.map((project) => [buildId({ ...group, project }), { project, status: 'done' }]),
  );
}

/** Nx's on the file that we asked for. */
const OWN_REMARK = 'Performance Profile: ';

interface Logs extends Pick<BuiltOutside, 'logOf' | 'log'> {
  append(line: string): void;
}

function createLogs(): Logs {
  const all = boundedLog(LOG_LIMIT);
  const own = new Map<string, BoundedLog>();
  return {
    append: (coloured) => {
      const line = stripVTControlCharacters(coloured);
      all.append(`${line}\n`);
      const [, project, text = ''] = /^(\S+): ?(.*)$/u.exec(line) ?? [];
      if (project === undefined) return;
      const log = own.get(project) ?? boundedLog(LOG_LIMIT);
      own.set(project, log);
      log.append(`${text}\n`);
    },
    logOf: (project) => own.get(project)?.text(),
    log: () => all.text(),
  };
}
