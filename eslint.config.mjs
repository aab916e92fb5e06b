import { importX } from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import tseslint from 'typescript-eslint';

/** Each folder of the plugin imports only from itself and from the folders before it. */
const FLOW = [
  'ci',
  'dockerfile',
  'images',
  'metadata',
  'cache',
  'plan',
  'hcl',
  'builder',
  'bake-files',
  'registry',
  'key',
  'bake',
  'report',
  'nx',
  'cli',
];
/** The same inside nx/. Executors and generators are its two doors, and do not know each other. */
const NX_FLOW = [
  'files',
  'options',
  'terminal',
  'targets',
  'planning',
  'outside-builds',
  'graph',
  'image-files',
  'inference',
  'run',
  'executors',
  'generators',
];
const SRC = './packages/nx-bake/src';

const inOrder = (root, flow) =>
  flow.slice(0, -1).map((folder, index) => ({
    target: `${root}/${folder}`,
    from: flow.slice(index + 1).map((name) => `${root}/${name}`),
    message: `${folder}/ comes before it: see ARCHITECTURE.md.`,
  }));

const zones = [...inOrder(SRC, FLOW), ...inOrder(`${SRC}/nx`, NX_FLOW)];

/** The same inside cache/, whose own files come last. */
const CACHE_FLOW = ['entries', 'registry', 'backends'];

const cacheZones = CACHE_FLOW.map((folder, index) => ({
  target: `${SRC}/cache/${folder}`,
  from: `${SRC}/cache`,
  except: CACHE_FLOW.slice(0, index + 1).map((name) => `./${name}`),
  message: `${folder}/ comes before it: see ARCHITECTURE.md.`,
}));

/** Packages that only one place may know. */
const OWNED = [
  { regex: '^(@nx|nx)(/|$)', owners: [`${SRC}/nx/**`, `${SRC}/index.ts`] },
  { regex: '^execa$', owners: [`${SRC}/builder/program.ts`] },
  { regex: '^dockerfile-ast$', owners: [`${SRC}/dockerfile/parse/parse-dockerfile.ts`] },
  { regex: '^hcl2-parser$', owners: [`${SRC}/testing/hcl2-judge.ts`, `${SRC}/bake-files/parse-hcl.ts`] },
].map(({ regex, owners }) => ({ regex, owners: owners.map((path) => path.slice(2)) }));

const restricted = (files, owned) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: owned.map(({ regex }) => ({ regex })) }] },
});

/** Everywhere none of them, and for each owner all but its own. */
const ownedImports = [
  restricted(['packages/nx-bake/src/**/*.ts'], OWNED),
  ...OWNED.map((own) =>
    restricted(
      own.owners,
      OWNED.filter((other) => other !== own),
    ),
  ),
  { files: ['packages/nx-bake/src/**/*.spec.ts'], rules: { 'no-restricted-imports': 'off' } },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/tmp/**', '.nx/**'] },
  {
    files: ['**/*.ts', '**/*.mts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': ['error', { zones: [...zones, ...cacheZones] }],
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 50 }],
      'max-params': ['error', { max: 3 }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['**/*.spec.ts', 'packages/nx-bake-e2e/**', 'packages/nx-bake/src/testing/**'],
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      'max-params': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['packages/nx-bake-e2e/src/kit/global-*.ts', 'tools/docs/.vitepress/config.mts', '**/*.d.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    // Nx wants the default export of an executor's or generator's module.
    files: ['packages/nx-bake/src/nx/{executors,generators}/*/*.ts'],
    rules: { 'import-x/no-default-export': 'off', 'max-params': ['error', { max: 4 }] },
  },
  ...ownedImports,
);
