import { projectAt } from './project-at';

describe('projectAt', () => {
  const at = projectAt(
    new Map([
      ['.', 'root'],
      ['libs/ui', 'ui'],
      ['libs/ui/icons', 'icons'],
    ]),
  );

  it.each([
    ['libs/ui', 'ui'],
    ['libs/ui/', 'ui'],
    ['libs/ui/src/a.js', 'ui'],
    ['libs/ui/icons', 'icons'],
    ['libs/ui/icons/a.svg', 'icons'],
    ['libs/ui/*.json', 'ui'],
    ['libs/ui/[ab]/a.js', 'ui'],
    ['libs/ui/*/icons', 'ui'],
    ['libs/ui-old', undefined],
    ['libs/*', undefined],
    ['libs/u?', undefined],
    ['libs', undefined],
    ['package.json', undefined],
    ['.', undefined],
    ['', undefined],
    ['other/libs/ui', undefined],
  ])('finds the innermost project of %s', (path, project) => {
    expect(at(path)).toBe(project);
  });
});
