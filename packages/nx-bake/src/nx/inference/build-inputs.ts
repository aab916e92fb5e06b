import type { ProjectConfiguration } from '@nx/devkit';
import { DEFAULT_BUILD_TARGET } from '../options/build-options';
import { copiedOutputs } from '../outside-builds/copied-outputs';
import { findTarget, fixedPart, makersOf, type OutputsAt } from '../outside-builds/declared-outputs';
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
  const copied = copiedOutputs(read, { ...scene, context: request.context, outputs });
  const own = imageTarget.project;
  const makers = copied.map(({ path }) => {
    const [maker] = makersOf(path, own, outputs);
    const project = maker?.project ?? projectOf(fixedPart(path), scene.names) ?? own;
    return { project, target: maker?.target ?? buildTarget };
  });
  const unique = new Map(makers.map((maker) => [`${maker.project}:${maker.target}`, maker]));
  return [...unique.values()].flatMap(({ project, target }) => {
    const inputs = inputsWithin(project, target, scene);
    return project === own ? inputs : inputs.flatMap((input) => ofOther(input, project, scene));
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
