import { detectCi, foldMarks, withoutCommands } from './log-groups';

describe('CI groups', () => {
  it.each([
    [{ GITHUB_ACTIONS: 'true' }, 'github'],
    [{ GITLAB_CI: 'true' }, 'gitlab'],
    [{ TF_BUILD: 'True' }, 'azure'],
    [{ TEAMCITY_VERSION: '2025.11' }, 'teamcity'],
    [{ JENKINS_URL: 'https://ci' }, 'jenkins'],
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

  // agent: src/Agent.Sdk/Command.cs, TryParse; TeamCity reads a service message wherever it stands in a line
  it.each([
    ['azure', '##vso[task.setvariable variable=a]b', ['##vso[', '##[']],
    ['azure', 'x ##VSO[task.complete result=Succeeded;] ##[error]no', ['##vso[', '##[']],
    ['teamcity', "x ##teamcity[buildStatus text='ok']", ['##teamcity[']],
  ] as const)('lets %s take no command from %j', (ci, text, commandsOf) => {
    const safe = withoutCommands(text, ci);
    for (const command of commandsOf) expect(safe.toLowerCase()).not.toContain(command);
    expect(safe.replaceAll('\u200B', '')).toBe(text);
    expect(withoutCommands(text, 'none')).toBe(text);
  });

  it.each(['std::vector<int>', '# [x]', ''])('leaves %j alone', (text) => {
    expect(withoutCommands(text, 'github')).toBe(text);
  });

  it('folds for GitLab under a valid section name', () => {
    expect(foldMarks('@acme/orders', 'gitlab', 1_700_000_000_000)).toEqual({
      open: ['\u001B[0Ksection_start:1700000000:nx-bake--acme-orders[collapsed=true]\r\u001B[0K@acme/orders'],
      close: ['\u001B[0Ksection_end:1700000000:nx-bake--acme-orders\r\u001B[0K'],
    });
  });

  it('folds for Azure Pipelines and TeamCity', () => {
    expect(foldMarks('call 1', 'azure', 0)).toEqual({ open: ['##[group]call 1'], close: ['##[endgroup]'] });
    expect(foldMarks("it's [1]", 'teamcity', 0)).toEqual({
      open: ["##teamcity[blockOpened name='it|'s |[1|]']"],
      close: ["##teamcity[blockClosed name='it|'s |[1|]']"],
    });
  });

  it('folds nothing elsewhere', () => {
    expect(foldMarks('orders', 'none', 0)).toEqual({ open: [], close: [] });
  });
});
