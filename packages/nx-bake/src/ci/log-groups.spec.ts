import { detectCi, foldMarks, withoutCommands } from './log-groups';

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

  /** How the runner looks for commands: TryParseV2 and TryParse in its ActionCommand.cs. It reads lines by \r and \n. */
  const commands = (text: string): string[] =>
    text.split(/\r\n|\r|\n/).filter((line) => line.trim().startsWith('::') || line.includes('##['));

  it.each([
    '::add-mask::x',
    '  ::error file=a::no',
    '\t\u00A0::endgroup::',
    '##[error]no',
    'mail | #1 ##[add-mask]x',
    '###[group]x',
    'fine\n::stop-commands::x\n\n  ::set-env name=A::b\r::debug::x',
  ])('lets %j command no runner, and changes nothing that is seen', (text) => {
    expect(commands(text)).not.toEqual([]);
    expect(commands(withoutCommands(text, 'github'))).toEqual([]);
    expect(withoutCommands(text, 'github').replaceAll('\u200B', '')).toBe(text);
    expect(withoutCommands(text, 'gitlab')).toBe(text);
  });

  it.each(['std::vector<int>', '# [x]', ''])('leaves %j alone', (text) => {
    expect(withoutCommands(text, 'github')).toBe(text);
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
