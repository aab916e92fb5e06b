/** Tests of the tools that need no engine. @type {import('jest').Config} */
module.exports = {
  ...require('../packages/nx-bake/jest.config.cjs'),
  displayName: 'tools',
  rootDir: '.',
};
