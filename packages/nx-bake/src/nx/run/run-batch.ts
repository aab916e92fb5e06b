import { join, relative } from 'node:path';
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { overriddenPlan } from '../../bake/overridden-plan';
import type { RunSettings } from '../../bake/run';
import { runPlan } from '../../bake/run-plan';
import { writeContexts } from '../../bake/write-contexts';
import { findAbilities } from '../../builder/bake-abilities';
import { findBuilder, type Builder } from '../../builder/find-builder';
import { detectCi } from '../../ci/log-groups';
import { readRunFacts } from '../../ci/read-run-facts';
import { readSourceFacts } from '../../ci/read-source-facts';
import type { Problem } from '../../problems';
import { insecureFor } from '../../registry/docker-registry-settings';
import { createRegistryClient } from '../../registry/registry-client';
import { fail, ok, type Result } from '../../result';
import { dataFolder, withRunFolders } from '../files/run-folder';
import { findFileClashes, imageFiles } from '../image-files/image-files';
import { joinNxCommand } from '../image-files/nx-command';
import { removeOldFiles } from '../image-files/old-image-files';
import { writeImageFiles } from '../image-files/write-image-files';
import { pluginProblems, workspaceEdges, workspaceSettings } from '../options/nx-json';
import { runOptions } from '../options/run-options';
import { missingContexts } from '../outside-builds/missing-contexts';
import { neededBuilds } from '../outside-builds/needed-builds';
import { buildOutside } from '../outside-builds/outside-builds';
import { adoptTargets } from '../planning/adopted-targets';
import { labelsOf, planTasks, wantedTargets } from '../planning/plan-tasks';
import { runMetadata } from '../planning/run-metadata';
import type { ImageTarget } from '../targets/image-target';
import { projectRoots, workspaceProjects } from '../targets/project-closure';
import { isDryRun, targetsOfBatch, type BatchInputs } from '../targets/targets-of-batch';
import { targetsOfWorkspace } from '../targets/targets-of-workspace';
import { findScreen } from '../terminal/screen';
import { answerCrash, answerEnd, type TaskAnswer } from './answer-tasks';
import { bakeSettings, callSettings, contextSettings, existingOverride } from './bake-settings';
import { findUnsupported, platformWarnings, warningLines, withWarnings } from './check-builder';
import { dryRun } from './dry-run';
import { imageRecords } from './image-records';
import { pinPublished } from './pin-published';
import { pruningHints } from './pruning-hints';
import { dockerRun, type RunContext, type RunIntent, type RunPlace } from './run-context';
import type { Built, Refused, RunEnd, Stopped } from './run-end';
import { runSummary, showRun } from './run-summary';
import { findSameImages, withSame } from './same-images';
import { readFormerImages, settleDigests } from './stable-digests';
import { stopSignal } from './stop-signal';

/**
 * A run from the first line to the last: Nx's tasks come in, one answer for each goes out. The steps are the calls of
 * the three functions below, in this order; each returns what it adds.
 */
export async function runBatch(
  taskGraph: TaskGraph,
  inputs: BatchInputs,
  context: ExecutorContext,
): Promise<Map<string, TaskAnswer>> {
  const tasks = Object.values(taskGraph.tasks).map(({ id, target: { project } }) => ({ id, project }));
  const startedAt = Date.now();
  const stop = stopSignal();
  const run: RunContext = {
    root: context.root,
    nxJson: context.nxJsonConfiguration,
    graph: context.projectGraph,
    env: process.env,
    signal: stop.signal,
    screen: await findScreen(context.nxJsonConfiguration, process.env),
    write: (line) => process.stdout.write(`${line}\n`),
  };
  // Whatever is thrown becomes answers: Nx runs a batch again for the tasks that have none.
  try {
    const targets = targetsOfBatch(taskGraph, inputs, context);
    const end = await runTargets(targets, run);
    const answers = await answerEnd(targets, end, { startedAt, env: run.env });
    // After the answers: their times tell the hook which command the lines belong to.
    if ('lines' in end) await showRun(end.lines, answers, run).catch(complain);
    return answers;
  } catch (error) {
    return answerCrash(tasks, error, run);
  } finally {
    stop.release();
  }
}

/** Runs image targets between the removal of an earlier run's files and the writing of new ones. */
async function runTargets(targets: readonly ImageTarget[], run: RunContext): Promise<RunEnd> {
  const { root, env } = run;
  const files = imageFiles(targets);
  const clashes = findFileClashes(targets, files);
  if (clashes.length > 0) return refused(clashes, run);
  // A dry run has nothing to write, so it removes nothing either.
  const command = isDryRun(targets) ? undefined : await joinNxCommand(root, env);
  try {
    // Before all that can fail: a run that ends early must not leave digests that look like its own.
    const kept =
      command === undefined ? [] : await removeOldFiles(targets, files, { root, isFirst: command.isFirst });
    if (kept.length > 0) return refused(kept, run);
    const intent = await planRun(targets, run);
    if (!intent.ok) return refused(intent.problems, run);
    return await withRunFolders(root, env, async (folders) => {
      const place = { ...run, ...folders, files };
      if (command === undefined) {
        const printed = await dryRun(intent.value, place);
        return printed.ok ? { kind: 'dry-run', lines: printed.value } : refused(printed.problems, run);
      }
      const built = await bakeRun(intent.value, place);
      if (built.kind !== 'built') return built;
      const unwritten = await writeImageFiles(imageRecords(targets, built), files, { root, command });
      return { ...built, unwritten };
    });
  } finally {
    await command?.leave();
  }
}

/** Turns the targets into a plan. Needs docker only for hand-written bake files, which bake itself has to read. */
async function planRun(asked: readonly ImageTarget[], run: RunContext): Promise<Result<RunIntent>> {
  const { root, nxJson, env, graph, write } = run;
  const wrong = pluginProblems(nxJson);
  if (wrong.length > 0) return fail(wrong);
  const facts = await readRunFacts(root, env, nxJson?.defaultBase);
  const source = await readSourceFacts(root, env, facts);
  const adopted = await adoptTargets({
    targets: asked,
    all: targetsOfWorkspace(graph, nxJson),
    run: { ...dockerRun(run), root },
    inlineFolder: relative(root, join(dataFolder(root, env), 'inline')),
  });
  if (!adopted.ok) return adopted;
  const planned = planTasks(adopted.value.targets, {
    root,
    all: adopted.value.all,
    projects: workspaceProjects(graph),
    settings: { ...workspaceSettings(nxJson, env), facts },
    edges: workspaceEdges(nxJson),
    metadata: runMetadata(run, facts, source),
  });
  if (!planned.ok) return planned;
  const options = runOptions(planned.value.options);
  if (!options.ok) return options;
  const needed = neededBuilds(planned.value.reads, run);
  if (needed.problems.length > 0) return fail(needed.problems);
  if (env['NX_VERBOSE_LOGGING'] === 'true') [...planned.value.notes, ...needed.notes].forEach(write);
  if (options.value.progress !== 'quiet') needed.warnings.forEach(write);
  return ok({ planned: planned.value, options: options.value, needed, facts });
}

/** Builds the plan with docker, from the look at the builder to the summary. */
async function bakeRun(intent: RunIntent, place: RunPlace): Promise<Omit<Built, 'unwritten'> | NotBuilt> {
  const { options, needed } = intent;
  const { root, env, graph, folder, signal, write } = place;
  const docker = dockerRun(place);
  const builder = await findBuilder(docker, options.builder);
  if (!builder.ok) return refused(builder.problems, place);
  // Asks registries through docker, so the builder is looked for first.
  const pinned = await pinPublished(intent.planned, { ...place, docker, builder: options.builder?.name });
  if (!pinned.ok) return refused(pinned.problems, place);
  // Bake merges the user's own files over the pins, and all that follows looks at the result.
  const override = existingOverride(place);
  const wanted = wantedTargets(pinned.value);
  const { plan, moved } = await overriddenPlan(pinned.value.plan, wanted, { folder, docker, ...override });
  const planned = { ...pinned.value, plan };
  const unsupported = findUnsupported(plan, builder.value, env);
  if (unsupported.length > 0) return refused(unsupported, place);
  const labels = labelsOf(planned);
  const warnings = platformWarnings(plan, builder.value);
  warningLines(warnings, labels).forEach(write);
  // Builds take minutes, so they come after all that can refuse, and before the contexts, which hold what they leave.
  const unbuilt = await buildOutside(needed.builds, {
    ...docker,
    ...{ folder, graph, labels, failFast: options.failFast, ci: detectCi(env) },
    write: options.progress === 'quiet' ? () => undefined : write,
  });
  if (signal.aborted) return stopped(place);
  const unmade = missingContexts(
    plan.targets.filter(({ name }) => !moved.has(name)),
    root,
  );
  const failed = new Map([...unmade, ...unbuilt]);
  return bakePlanned(
    { ...intent, planned },
    { builder: builder.value, moved, override, failed, warnings },
    place,
  );
}

interface Prepared {
  readonly builder: Builder;
  /** Targets whose context the user's own bake files name. */
  readonly moved: ReadonlySet<string>;
  readonly override: ReturnType<typeof existingOverride>;
  readonly failed: RunSettings['failed'];
  /** Warnings of the builder, by target. */
  readonly warnings: ReadonlyMap<string, string>;
}

/** Builds what is not built yet, after all that can refuse the run. */
async function bakePlanned(
  { planned, options, facts }: RunIntent,
  { builder, moved, override, failed, warnings }: Prepared,
  place: RunPlace,
): Promise<Omit<Built, 'unwritten'>> {
  const docker = dockerRun(place);
  const { root: cwd, env, graph, signal, write } = place;
  const client = createRegistryClient({ cwd, env, signal, isInsecure: insecureFor(docker) });
  const say = options.progress === 'quiet' ? () => undefined : write;
  const startedAt = Date.now();
  // The keys of images hold what the builds have left.
  const same = await findSameImages({ planned, failed, builder, facts, client, ...override }, place);
  same.lines.forEach(say);
  const { plan } = same.rest;
  const reading = readFormerImages(same.rest, client);
  const abilities = await findAbilities(docker, builder, plan);
  // A moved target gets its context from the user's own files.
  const ours = plan.targets.filter(({ name }) => !moved.has(name));
  const ownContexts = await writeContexts(ours, contextSettings(place));
  const calls = callSettings({ options, abilities, ownContexts, override }, place);
  const settings = await bakeSettings(calls, { labels: labelsOf(planned), options, failed }, place);
  // The tags are read while docker is looked at and contexts are written, and not once something may have been pushed.
  const former = await reading.ended();
  const baked = withWarnings(await runPlan(plan, wantedTargets(same.rest), settings), warnings);
  const ran = withWarnings(baked, pruningHints(plan, baked, projectRoots(graph)));
  const settled = await settleDigests(ran, { ...same.rest, former, client });
  // A key names an image that is there, so it is written last.
  [...settled.notes, ...(await same.writeKeys(settled.report))].forEach(say);
  const report = withSame(settled.report, same);
  // What was built stays built, even where it cannot be shown.
  const durationMs = Date.now() - startedAt;
  const lines = await runSummary({ planned, report, durationMs }, place).catch(complain);
  return { kind: 'built', planned, report, lines, builder };
}

type NotBuilt = Refused | Stopped;

/** Docker fails as well when somebody stops the run; its problems are none of the input then. */
const refused = (problems: readonly Problem[], { signal }: RunContext): NotBuilt =>
  signal.aborted ? stopped({ signal }) : { kind: 'refused', problems };

const stopped = ({ signal }: Pick<RunContext, 'signal'>): Stopped => ({
  kind: 'stopped',
  by: String(signal.reason),
});

const complain = (error: unknown): string[] => {
  process.stderr.write(`nx-bake could not print the summary: ${String(error)}\n`);
  return [];
};
