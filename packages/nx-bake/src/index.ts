export { createDependencies } from './nx/inference/create-dependencies';
export { createNodes, createNodes as createNodesV2 } from './nx/inference/create-nodes';
export type { PluginOptions } from './nx/options/plugin-options';
