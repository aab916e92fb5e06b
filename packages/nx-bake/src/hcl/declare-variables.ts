import { block, textAttribute } from './attributes';
import { VARIABLE_NAMES, type BakeVariables } from './bake-variables';
import { quote } from './quote';

const DESCRIPTIONS: BakeVariables = {
  registry: 'Registry of the images, with or without a path (ghcr.io/acme). Empty: none',
  tag: 'Tag of the images',
  cacheScope: 'Tells apart the caches of one image, by branch for instance. Empty: one for all',
};

/** What {@link VARIABLE_REFS} calls. */
const FUNCTIONS = [
  `# image("orders") is "orders", or "ghcr.io/acme/orders" with the registry "ghcr.io/acme".
function "image" {
  params = [name]
  result = NX_BAKE_REGISTRY == "" ? name : "\${NX_BAKE_REGISTRY}/\${name}"
}
`,
  `# scope(":") is "", or ":main" with the cache scope "main".
function "scope" {
  params = [separator]
  result = NX_BAKE_CACHE_SCOPE == "" ? "" : "\${separator}\${NX_BAKE_CACHE_SCOPE}"
}
`,
];

/** The blocks that references with variables need. */
export const declareVariables = (defaults: BakeVariables): string[] => [
  declare('registry', defaults),
  declare('tag', defaults),
  declare('cacheScope', defaults),
  ...FUNCTIONS,
];

const declare = (variable: keyof BakeVariables, defaults: BakeVariables): string =>
  block(`variable ${quote(VARIABLE_NAMES[variable])}`, [
    ...textAttribute('default', defaults[variable]),
    ...textAttribute('description', DESCRIPTIONS[variable]),
  ]);
