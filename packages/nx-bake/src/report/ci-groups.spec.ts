import { asNoCommand, detectCi, foldMarks } from './ci-groups';

describe('CI groups', () => {
  it.each([
    [{ GITHUB_ACTIONS: 'true' }, 'github'],
    [{ GITLAB_CI: 'true' }, 'gitlab'],
    [{ CI: 'true' }, 'none'],
  ])('%j is %s', (env, expected) => {
    expect(detectCi(env)).toBe(expected);
  });

  it('folds for GitHub', () => {
    expect(foldMarks('call 1', 'github', 0)).toEqual({ open: ['::group::call 1'], close: ['::endgroup::'] });
  });

  it.each([
    ['::add-mask::x', '| ::add-mask::x'],
    ['  ::endgroup::', '|   ::endgroup::'],
    ['##[error]no', '| ##[error]no'],
    ['a::b', 'a::b'],
  ])('lets %s command no runner', (line, expected) => {
    expect(asNoCommand(line)).toBe(expected);
  });

  it('folds for GitLab under a legal section name', () => {
    expect(foldMarks('@acme/orders', 'gitlab', 1_700_000_000_000)).toEqual({
      open: ['\u001B[0Ksection_start:1700000000:nx-bake--acme-orders[collapsed=true]\r\u001B[0K@acme/orders'],
      close: ['\u001B[0Ksection_end:1700000000:nx-bake--acme-orders\r\u001B[0K'],
    });
  });

  it('folds nothing elsewhere', () => {
    expect(foldMarks('orders', 'none', 0)).toEqual({ open: [], close: [] });
  });
});
