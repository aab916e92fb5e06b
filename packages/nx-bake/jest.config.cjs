/** Unit and replay tests: `*.spec.ts` beside the code. @type {import('jest').Config} */
module.exports = {
  displayName: 'nx-bake',
  rootDir: 'src',
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  testTimeout: 60_000, // machines are busy, and no test is about time
  // jest replaces what a finished test file left on globals by accessors that call themselves without end, and a program
  // that ends a moment later still counts down on one of them (signal-exit, which execa uses)
  testEnvironmentOptions: { globalsCleanup: 'off' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs', ignoreDynamic: true },
      },
    ],
  },
};
