import type { ProjectConfiguration } from '@nx/devkit';
import { DEFAULT_BUILD_TARGET } from '../options/build-options';
import { copiedOutputs } from '../outside-builds/copied-outputs';
import { findTarget, fixedPart, makerOf, type OutputsAt } from '../outside-builds/declared-outputs';
import type { Workspace } from '../planning/decide-build-context';
import type { ReadRequest } from '../planning/read-request';
import type { Inputs } from './docker-target';

interface BuildScene {
  readonly projects: Readonly<Record<string, ProjectConfiguration>>;
  readonly versioned: Workspace['versioned'];
  readonly isIgnored: (path: string) => boolean;
  /** Project folder → name. */
  readonly names: ReadonlyMap<string, string>;
  readonly outputsOf: (buildTarget: string) => OutputsAt;
}

/**
 * Finds the inputs of the builds whose output an image takes and that nx-bake itself runs: Nx does not know that they
 * come before. Builds that other plugins infer are taken for such with Nx's own default inputs.
 */
export function buildInputs({ imageTarget, options, read, request }: ReadRequest, scene: BuildScene): Inputs {
  const { buildTarget = DEFAULT_BUILD_TARGET, builds = 'executor' } = options;
  if (buildTarget === false || builds !== 'executor') return [];
  const outputs = scene.outputsOf(buildTarget);
  const isDeclared = (path: string): boolean => outputs(path).length > 0;
  const copied = copiedOutputs(read, { ...scene, context: request.context, isDeclared });
  const makers = copied.map(
    ({ path }) =>
      makerOf(path, imageTarget.project, outputs) ??
      projectOf(fixedPart(path), scene.names) ??
      imageTarget.project,
  );
  return [...new Set(makers)].flatMap((project) => {
    const inputs = inputsWithin(project, buildTarget, scene);
    return project === imageTarget.project
      ? inputs
      : inputs.flatMap((input) => ofOther(input, project, scene));
  });
}

function projectOf(path: string, names: ReadonlyMap<string, string>): string | undefined {
  const folders = path.split('/').map((_, index, all) => all.slice(0, all.length - index).join('/'));
  const folder = folders.find((one) => names.has(one));
  return folder === undefined ? undefined : names.get(folder);
}

const NX_DEFAULT: Inputs = ['default', '^default'];

/** The inputs of a target and of the targets of the same project that it depends on. */
function inputsWithin(project: string, named: string, { projects }: BuildScene): Inputs {
  const targets = projects[project]?.targets ?? {};
  const pending = [named];
  const inputs: Inputs = [];
  // grows while it is walked
  for (const name of pending) {
    const target = targets[findTarget(name, targets)?.target ?? ''];
    if (target === undefined && name !== named) continue;
    inputs.push(...(target?.inputs ?? NX_DEFAULT));
    for (const dependency of target?.dependsOn ?? [])
      if (typeof dependency === 'string' && !dependency.startsWith('^') && !pending.includes(dependency))
        pending.push(dependency);
  }
  return inputs;
}

/** The input of another project's target, as an input of this one. What it depends on comes by the edge to it. */
function ofOther(input: Inputs[number], project: string, { projects }: BuildScene): Inputs {
  if (typeof input !== 'string') return 'input' in input || 'fileset' in input ? [] : [input];
  if (input.startsWith('^')) return [input];
  const path = input.replaceAll('{projectRoot}', `{workspaceRoot}/${projects[project]?.root ?? '.'}`);
  return path.replace(/^!/u, '').startsWith('{') ? [path] : [{ input, projects: [project] }];
}
