import { findOutsidePaths } from './outside-paths';

const outside = (options: Parameters<typeof findOutsidePaths>[0]): string[] =>
  findOutsidePaths(options, { project: 'api', place: 'api:docker-build' }).map((problem) =>
    problem.kind === 'outside-workspace' ? problem.path : problem.kind,
  );

describe('findOutsidePaths', () => {
  it.each([
    ['../other', ['../other']],
    ['/etc', ['/etc']],
    ['libs/../../x', ['../x']],
    ['libs/x', []],
    ['target:base', []],
    ['docker-image://alpine', []],
    ['https://example.com/repo.git', []],
    ['oci-layout:///tmp/x', []],
  ])('takes the context %s for %j', (context, expected) => {
    expect(outside({ contexts: { x: context } })).toEqual(expected);
  });

  it('reads the file of a secret, and not its variable', () => {
    expect(
      outside({ secret: ['id=a,src=/root/.npmrc', 'type=file,source=../b,id=b', 'id=c,env=/C'] }),
    ).toEqual(['/root/.npmrc', '../b']);
  });

  it('lets pass what is allowed, and what lies in an allowed folder', () => {
    const options = { contexts: { a: '../shared/a', b: '../sharedb' }, allow: ['../shared'] };
    expect(outside(options)).toEqual(['../sharedb']);
  });
});
