/** Engine tests: real Nx, a real engine, a real registry. @type {import('jest').Config} */
module.exports = {
  ...require('../nx-bake/jest.config.cjs'),
  displayName: 'engine',
  testTimeout: 300_000,
  globalSetup: './kit/global-setup.ts',
  globalTeardown: './kit/global-teardown.ts',
};
