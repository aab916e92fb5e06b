import { ignoreFile } from './ignore-file';

describe('ignoreFile', () => {
  it("names the target, and has the user's rules after ours", () => {
    expect(ignoreFile('api', ['apps/web'], '# mine\r\n*.log\n\n')).toBe(
      '.nx-bake-target/api\napps/web\n# mine\n*.log\n',
    );
  });

  it('does without a byte order mark, and without rules', () => {
    expect(ignoreFile('api', [], '\uFEFF*.log')).toBe('.nx-bake-target/api\n*.log\n');
    expect(ignoreFile('api', [], '')).toBe('.nx-bake-target/api\n');
  });

  it('lets a rule after something taken back hold for all that is inside', () => {
    expect(
      ignoreFile('api', ['apps/*', '!apps/api'], '**/vendor/\n!keep\n # no comment').split('\n'),
    ).toEqual([
      '.nx-bake-target/api',
      'apps/*',
      '!apps/api',
      '**/vendor/',
      '**/vendor/**',
      '!keep',
      ' # no comment',
      '# no comment/**',
      '',
    ]);
    expect(ignoreFile('api', ['apps/web'], '*.log\n!a\nb').split('\n')).toEqual(
      expect.arrayContaining(['*.log', '!a', 'b', 'b/**']),
    );
  });

  it.each(['.', '/', './', 'a/..', '../a', 'a/**', '# a', ''])('has nothing inside %j', (line) => {
    expect(ignoreFile('api', ['!apps/api'], line).trimEnd().split('\n').slice(2)).toEqual(
      line === '' ? [] : [line],
    );
  });
});
