import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dockerfile } from '../../dockerfile/read/dockerfile';
import type { Problem } from '../../problems';
import { fail, ok, type Result } from '../../result';
import type { BuildOptions } from '../options/build-options';
import { checkedOptions } from '../options/checked-options';
import type { ImageTarget } from '../targets/image-target';
import { findDockerfile } from './find-dockerfile';
import { findOutsidePaths } from './outside-paths';
import { rememberedDockerfile } from './remembered-dockerfile';

export interface OpenedDockerfile {
  readonly options: BuildOptions;
  /** Relative to the workspace root. */
  readonly dockerfile: string;
  readonly read: Dockerfile;
}

/** The options of a task, checked, and its Dockerfile, read with them. */
export function openDockerfile(imageTarget: ImageTarget, workspaceRoot: string): Result<OpenedDockerfile> {
  const { project, projectRoot, place } = imageTarget;
  const options = checkedOptions(imageTarget.rawOptions, { place: `options of ${place}`, project });
  if (!options.ok) return options;
  const forbidden = [
    ...findOutsidePaths(options.value, { project, place }),
    ...findTwoOutputs(options.value, imageTarget),
  ];
  if (forbidden.length > 0) return fail(forbidden);
  const { dockerfile, args = {}, target } = options.value;
  const found = findDockerfile(dockerfile, { workspaceRoot, projectRoot, project, place });
  if (!found.ok) return found;
  const read = rememberedDockerfile(readFileSync(join(workspaceRoot, found.value), 'utf8'), {
    args,
    ...(target === undefined ? {} : { target }),
  });
  return ok({ options: options.value, dockerfile: found.value, read });
}

/** Bake has one output attribute for a target; which of the two was meant is not ours to guess. */
const findTwoOutputs = ({ push, load }: BuildOptions, { project, place }: ImageTarget): Problem[] =>
  push === true && load === true
    ? [
        {
          kind: 'invalid-option',
          project,
          place: `options of ${place}: load`,
          found: 'true beside push',
          expected: 'false, or push to false: a build has one output',
        },
      ]
    : [];
