import { hooks } from './nx/terminal/hooks';

export { createDependencies } from './nx/inference/create-dependencies';
export { createNodes, createNodes as createNodesV2 } from './nx/inference/create-nodes';
export type { PluginOptions } from './nx/options/plugin-options';

export const { preTasksExecution, postTasksExecution } = hooks(process.cwd());
