import type { ExecutorContext } from '@nx/devkit';
import { detectCi, withoutCommands } from '../../ci/log-groups';
import { answerProblems, answerStopped, answerTasks, type TaskAnswer } from './answer-tasks';
import type { BuildContext } from './run-context';
import { imageFiles, writtenPaths } from '../image-files/image-files';
import { withImageFiles } from './with-image-files';
import type { ImageTarget } from '../targets/image-target';
import { projectRoots } from '../targets/project-closure';
import { stopSignal } from './stop-signal';

/** Runs what is asked and turns whatever happens, our own errors included, into one answer per task. */
export async function runTasks(
  ask: () => ImageTarget[],
  context: ExecutorContext,
): Promise<Map<string, TaskAnswer>> {
  const ci = detectCi(process.env);
  const answers = [...(await answersTo(ask, context))];
  return new Map(
    answers.map(([id, answer]) => [
      id,
      { ...answer, terminalOutput: withoutCommands(answer.terminalOutput, ci) },
    ]),
  );
}

async function answersTo(
  ask: () => ImageTarget[],
  context: ExecutorContext,
): Promise<Map<string, TaskAnswer>> {
  let asked: ImageTarget[] = [];
  const stop = stopSignal();
  try {
    asked = ask();
    const files = imageFiles(asked);
    const buildContext: BuildContext = {
      root: context.root,
      nxJson: context.nxJsonConfiguration,
      graph: context.projectGraph,
      projects: projectRoots(context.projectGraph),
      env: process.env,
      signal: stop.signal,
      written: writtenPaths(files),
      write: (line) => process.stdout.write(`${line}\n`),
    };
    const built = await withImageFiles({ asked, files }, buildContext);
    if (built.ok) return await answerTasks(asked, built.value);
    return stop.signal.aborted ? answerStopped(asked, stop.signal) : answerProblems(asked, built.problems);
  } catch (error) {
    if (stop.signal.aborted) return answerStopped(asked, stop.signal);
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return answerProblems(asked, [{ kind: 'run-crashed', detail }]);
  } finally {
    stop.release();
  }
}
