import type { TargetConfiguration } from '@nx/devkit';
import { workspaceGraph } from '../graph/image-graph';
import { edgeRules } from '../options/nx-json';
import { buildsByNx } from './builds-by-nx';
import { inferredBases } from './inferred-bases';
import { someLeftToNx, type InferredBuilds, type Question } from './inferred-builds';
import { inferredInputs, type InferredInputs } from './inferred-inputs';

/** All that is read from Dockerfiles before Nx makes its graph. */
export interface InferredImages {
  /** By the id of the image target. */
  readonly inputs: ReadonlyMap<string, InferredInputs>;
  /** Bases to wait for, by project folder. */
  readonly bases: ReadonlyMap<string, NonNullable<TargetConfiguration['dependsOn']>>;
  /** Additions by project folder; none where nx-bake itself runs the builds. */
  readonly builds: ReadonlyMap<string, InferredBuilds>;
}

export function inferredImages(question: Question): InferredImages {
  const { projects, options, context } = question;
  const graph = workspaceGraph(projects, {
    root: context.workspaceRoot,
    nxJson: context.nxJsonConfiguration,
    rules: edgeRules(options),
  });
  return {
    inputs: inferredInputs({ ...question, graph }),
    bases: inferredBases(graph, options),
    builds: someLeftToNx(question) ? buildsByNx(question) : new Map<string, InferredBuilds>(),
  };
}
