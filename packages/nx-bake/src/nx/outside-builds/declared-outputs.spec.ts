import type { ProjectGraph, TargetConfiguration } from '@nx/devkit';
import { declaredOutputs, fixedPart, outputsAt } from './declared-outputs';

const graphOf = (builds: Readonly<Record<string, TargetConfiguration>>): ProjectGraph => ({
  nodes: Object.fromEntries(
    Object.entries(builds).map(([name, build]) => [
      name,
      { type: 'lib', name, data: { root: `packages/${name}`, targets: { build } } },
    ]),
  ),
  dependencies: {},
});

const pathsOf = (build: TargetConfiguration, buildTarget = 'build'): string[] =>
  declaredOutputs(graphOf({ web: build }), buildTarget).map(({ path }) => path);

describe('declaredOutputs', () => {
  it.each<[string, TargetConfiguration, string[]]>([
    ['a folder of the project', { outputs: ['{projectRoot}/dist'] }, ['packages/web/dist']],
    ['a folder at the root', { outputs: ['{workspaceRoot}/dist/{projectRoot}'] }, ['dist/packages/web']],
    ['its name', { outputs: ['{workspaceRoot}/out/{projectName}/'] }, ['out/web']],
    ['an option', { outputs: ['{options.outputPath}'], options: { outputPath: 'dist/web' } }, ['dist/web']],
    [
      'an option with a token',
      { outputs: ['{options.outputPath}'], options: { outputPath: '{projectRoot}/out' } },
      ['packages/web/out'],
    ],
    [
      'an option inside another one',
      { outputs: ['{options.to.path}'], options: { to: { path: 'dist/web' } } },
      ['dist/web'],
    ],
    ['one of a list', { outputs: ['{options.to.1}'], options: { to: ['dist/a', 'dist/b'] } }, ['dist/b']],
    [
      'an option of the default configuration',
      {
        outputs: ['{options.outputPath}'],
        options: { outputPath: 'dist/dev' },
        configurations: { production: { outputPath: 'dist/prod' } },
        defaultConfiguration: 'production',
      },
      ['dist/prod'],
    ],
    [
      'an option that nobody set',
      { outputs: ['{options.outputFile}', '{projectRoot}/x'] },
      ['packages/web/x'],
    ],
    ['a wildcard', { outputs: ['{projectRoot}/dist/**/*.js'] }, ['packages/web/dist/**/*.js']],
    ['what it takes away', { outputs: ['!{projectRoot}/dist/cache'] }, []],
    ['the folder with its sources', { outputs: ['{projectRoot}', '{workspaceRoot}', 'packages'] }, []],
    ['nothing at all', {}, ['dist/packages/web']],
    ['nothing but an output path', { options: { outputPath: 'dist/web' } }, ['dist/web']],
    ['an image', { executor: 'nx-bake:docker-build', outputs: ['{projectRoot}/dist'] }, []],
  ])('%s', (_, build, expected) => {
    expect(pathsOf(build)).toEqual(expected);
  });

  it('those of a configuration that is named', () => {
    const build = {
      outputs: ['{options.outputPath}'],
      options: { outputPath: 'dist/dev' },
      configurations: { production: { outputPath: 'dist/prod' } },
    };
    expect(pathsOf(build, 'build:production')).toEqual(['dist/prod']);
    // of any other target what it declares
    expect(pathsOf(build, 'bundle')).toEqual(['dist/dev']);
  });
});

describe('outputsAt', () => {
  const outputs = [
    { project: 'all', path: 'dist' },
    { project: 'web', path: 'dist/web' },
    { project: 'js', path: 'lib/js/**/*.js' },
  ];
  it.each([
    ['dist/web', 'web'],
    ['dist/web/assets', 'web'],
    ['dist/website', 'all'],
    ['lib/js', 'js'],
    ['lib/js/a/b.js', 'js'],
    ['lib', ''],
    ['src/web', ''],
  ])('%s is of "%s"', (path, project) => {
    expect(
      outputsAt(outputs.map((output) => ({ ...output, root: '.', target: 'build', isBuild: true })))(path)
        .map((output) => output.project)
        .join(),
    ).toBe(project);
  });
});

it.each([
  ['dist/web', 'dist/web'],
  ['dist/web/*.js', 'dist/web'],
  ['*.js', '.'],
  ['dist/{a,b}/x', 'dist'],
])('fixedPart: of %s it is %s', (pattern, expected) => {
  expect(fixedPart(pattern)).toBe(expected);
});
