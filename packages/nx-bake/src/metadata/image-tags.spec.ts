import { askEnvCi } from '../ci/ask-env-ci';
import { readRunFacts } from '../ci/read-run-facts';
import { sourceFacts, type GitFacts, type SourceFacts } from '../ci/source-facts';
import {
  CI_SYSTEMS,
  ciEnvironment,
  COMMIT,
  removeCiEvents,
  type CiSystem,
  type Start,
} from '../testing/ci-environments';
import { defaultTags } from './default-tags';
import { parseFlavor } from './flavor';
import { imageTagsOf } from './image-tags';
import { ociAnnotations, ociLabels } from './oci-labels';
import { readVersion, releaseVersion } from './release-version';
import { parseTagRules } from './tag-rule';

const NO_GIT: GitFacts = {
  commit: undefined,
  committedAt: undefined,
  tags: [],
  remote: undefined,
  isDirty: false,
};
/** 2026-11-25T08:30:00Z */
const COMMITTED = 1_795_595_400;
/** 2026-11-25T23:59:00Z */
const NOW = 1_795_651_140;
const GIT: GitFacts = {
  commit: COMMIT,
  committedAt: COMMITTED,
  tags: [],
  remote: 'git@github.com:acme/shop.git',
  isDirty: false,
};

const MAIN: Start = { kind: 'branch', branch: 'main' };
const FEATURE: Start = { kind: 'branch', branch: 'feature/login' };
const NIGHTLY: Start = { kind: 'branch', branch: 'main', isScheduled: true };
const PR: Start = { kind: 'pull-request', number: 7, branch: 'feature/login' };
const FORK: Start = { kind: 'pull-request', number: 8, branch: 'main', fork: true };
const QUEUE: Start = { kind: 'merge-queue' };
const tag = (name: string): Start => ({ kind: 'tag', tag: name });
const branch = (name: string): Start => ({ kind: 'branch', branch: name });

async function factsOf(
  system: CiSystem,
  start: Start,
  git: GitFacts = GIT,
): Promise<SourceFacts | undefined> {
  const env = ciEnvironment(system, start);
  if (env === undefined) return undefined;
  const run = await readRunFacts('/', env, 'main');
  return sourceFacts(run, await askEnvCi(env, '/'), { env, git });
}

/** One after the other: jest never ends two concurrent imports of one ES module. */
async function allFacts(start: Start, git?: GitFacts): Promise<SourceFacts[]> {
  const found: SourceFacts[] = [];
  for (const system of CI_SYSTEMS) {
    const facts = await factsOf(system, start, git);
    if (facts !== undefined) found.push(facts);
  }
  return found;
}

function tagsOf(entries: readonly string[], source: SourceFacts, options: Partial<Question> = {}): string {
  const { flavor = [], env = {}, project = { name: '@acme/orders', version: undefined } } = options;
  const rules = parseTagRules(entries, { place: 'tags' });
  const common = parseFlavor(flavor, { place: 'flavor' });
  if (!rules.ok || !common.ok) throw new Error(JSON.stringify([rules, common]));
  const facts = { source, env, now: NOW };
  return imageTagsOf({ rules: rules.value, flavor: common.value }, project, facts).tags.join(' ');
}

interface Question {
  readonly flavor: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly project: { readonly name: string; readonly version: string | undefined };
}

/** Seven digits, as in `type=sha`. */
const SHORT = COMMIT.slice(0, 7);

const SEMVER = [
  'type=semver,pattern={{version}}',
  'type=semver,pattern={{major}}.{{minor}}',
  'type=semver,pattern={{major}}',
];
const REFS = ['type=ref,event=branch', 'type=ref,event=tag', 'type=ref,event=pr'];
/** The rules of metadata-action when its input `tags` is empty. */
const ACTION = ['type=schedule', ...REFS];

afterAll(removeCiEvents);

describe('tags by rules, in every CI system that has such a run', () => {
  it.each<[string, Start, readonly string[], string, Partial<Question>?]>([
    ['the branch', MAIN, REFS, 'main'],
    ['a branch with a slash', FEATURE, REFS, 'feature-login'],
    ['a branch with foreign letters', branch('größe/ä b'), REFS, 'gr-e-b'],
    ['a branch that begins with a dot', branch('.github/x'), REFS, 'github-x'],
    ['a pull request', PR, REFS, 'pr-7'],
    ['a pull request of a fork, whose branch is main', FORK, REFS, 'pr-8'],
    ['a pull request with another prefix', PR, ['type=ref,event=pr,prefix=mr-'], 'mr-7'],
    ['a git tag', tag('v1.2.3'), REFS, 'v1.2.3 latest'],
    ['a git tag that is no version', tag('spring/24'), REFS, 'spring-24 latest'],
    ['what metadata-action does without rules, on a branch', MAIN, ACTION, 'main'],
    ['what metadata-action does without rules, at night', NIGHTLY, ACTION, 'nightly main'],
    ['the short commit', MAIN, ['type=sha'], `sha-${SHORT}`],
    ['the long commit', PR, ['type=sha,format=long'], `sha-${COMMIT}`],
    ['the commit without prefix', MAIN, ['type=sha,prefix='], SHORT],
    ['the commit with prefix and suffix', MAIN, ['type=sha,prefix=git-,suffix=-x'], `git-${SHORT}-x`],
    ['versions of a release', tag('v1.2.3'), SEMVER, '1.2.3 1.2 1 latest'],
    ['versions without the v', tag('1.2.3'), SEMVER, '1.2.3 1.2 1 latest'],
    ['a release candidate', tag('v2.0.0-rc.1'), SEMVER, '2.0.0-rc.1'],
    ['a version with build', tag('v1.2.3+build.7'), SEMVER, '1.2.3-build.7 1.2 1 latest'],
    ['the version as it was spelled', tag('v1.2.3'), ['type=semver,pattern={{raw}}'], 'v1.2.3 latest'],
    ['a patch', tag('v1.2.3'), ['type=semver,pattern=p{{patch}}'], 'p3 latest'],
    ['no version on a branch', MAIN, SEMVER, ''],
    ['no version in a tag that is none', tag('spring'), SEMVER, ''],
    ['a version that the rule names', MAIN, ['type=semver,pattern={{major}},value=v4.5.6'], '4 latest'],
    ['a monorepo tag by the name without scope', tag('orders@1.2.3'), SEMVER, '1.2.3 1.2 1 latest'],
    ['a monorepo tag by the whole name', tag('@acme/orders@1.2.3'), SEMVER, '1.2.3 1.2 1 latest'],
    ['a monorepo tag with a slash', tag('orders/v1.2.3'), SEMVER, '1.2.3 1.2 1 latest'],
    ['a monorepo tag with a dash', tag('orders-v1.2.3'), SEMVER, '1.2.3 1.2 1 latest'],
    ["another project's monorepo tag", tag('mailer@1.2.3'), SEMVER, ''],
    ['the tag of a project that begins the same', tag('orders-admin@9.0.0'), SEMVER, ''],
    ['a match', tag('v10.20.30'), [String.raw`type=match,pattern=\d+.\d+`], '10.20 latest'],
    [
      'a group of a match',
      tag('app-1.4'),
      [String.raw`type=match,pattern=app-(\d+.\d+),group=1`],
      '1.4 latest',
    ],
    ['a match with flags', tag('V7'), ['type=match,"pattern=/v(\\d)/i",group=1'], '7 latest'],
    ['no match', tag('v1'), ['type=match,pattern=x'], ''],
    ['a match of a value', MAIN, ['type=match,pattern=b.,value=abc'], 'bc latest'],
    ['edge on the default branch', MAIN, ['type=edge'], 'edge'],
    ['edge of another branch', FEATURE, ['type=edge,branch=feature/login'], 'edge'],
    ['no edge elsewhere', FEATURE, ['type=edge'], ''],
    ['no edge in a pull request', PR, ['type=edge'], ''],
    ['a schedule', NIGHTLY, ['type=schedule'], 'nightly'],
    ['a schedule with a date', NIGHTLY, ["type=schedule,pattern={{date 'YYYYMMDD'}}"], '20261125'],
    [
      'a date in a zone',
      NIGHTLY,
      ["type=schedule,pattern={{date 'YYYYMMDD-HHmm' tz='Asia/Tokyo'}}"],
      '20261126-0859',
    ],
    ['no schedule by day', MAIN, ['type=schedule'], ''],
    ['a raw value', MAIN, ['type=raw,value=stable'], 'stable'],
    ['a raw value without type', MAIN, ['value=stable'], 'stable'],
    ['expressions', MAIN, ['type=raw,value={{branch}}-{{sha}}'], `main-${SHORT}`],
    ["the commit's date", MAIN, ["value={{commit_date 'YYYY.MM.DD'}}"], '2026.11.25'],
    ['the environment', MAIN, ['value={env.STAGE}-{{sha}}'], `eu-${SHORT}`, { env: { STAGE: 'eu' } }],
    ['no such variable', MAIN, ['value={env.STAGE}', 'value=x'], 'x'],
    ['latest on the default branch', MAIN, ['value=latest,enable={{is_default_branch}}'], 'latest'],
    ['latest not on others', FEATURE, ['value=latest,enable={{is_default_branch}}'], ''],
    ['latest not for tags', tag('v1.0.0'), ['value=latest,enable={{is_default_branch}}'], ''],
    ['others than the default branch', FEATURE, ['value=dev,enable={{is_not_default_branch}}'], 'dev'],
    ['nothing that is off', MAIN, ['value=x,enable=false'], ''],
    ['an order by priority', tag('v1.2.3'), ['type=sha', ...SEMVER], `1.2.3 1.2 1 sha-${SHORT} latest`],
    ['priorities of its own', MAIN, ['value=a,priority=1', 'value=b'], 'b a'],
    ['each once', MAIN, ['type=ref,event=branch', 'value=main'], 'main'],
    ['no latest by flavor', tag('v1.2.3'), SEMVER, '1.2.3 1.2 1', { flavor: ['latest=false'] }],
    ['always latest by flavor', FEATURE, REFS, 'feature-login latest', { flavor: ['latest=true'] }],
    ['a common suffix', MAIN, REFS, 'main-alpine', { flavor: ['suffix=-alpine'] }],
    [
      'a common prefix, also of latest',
      tag('v1.0.0'),
      ['type=semver,pattern={{version}}'],
      'slim-1.0.0 slim-latest',
      { flavor: ['prefix=slim-,onlatest=true'] },
    ],
    [
      "the manifest's version",
      MAIN,
      ['type=version', 'type=version,pattern={{major}}'],
      '3.1.4 3 latest',
      { project: { name: 'orders', version: '3.1.4' } },
    ],
    [
      "the manifest's version that is none",
      MAIN,
      ['type=version', 'type=sha'],
      `sha-${SHORT}`,
      { project: { name: 'orders', version: '1.0' } },
    ],
    ['a merge queue', QUEUE, [...ACTION, ...SEMVER, 'type=sha'], `sha-${SHORT}`],
  ])('%s', async (...[, start, rules, expected, options]) => {
    const found = await allFacts(start);
    expect(found.length).toBeGreaterThan(0);
    expect(found.map((facts) => tagsOf(rules, facts, options))).toEqual(found.map(() => expected));
  });
});

describe('default tags, in every CI system that has such a run', () => {
  it.each<[string, Start, string, { hasReleases?: boolean; git?: GitFacts }?]>([
    ['the default branch', MAIN, `${COMMIT} latest`],
    ['the default branch where releases are made', MAIN, `${COMMIT} main`, { hasReleases: true }],
    ['another branch', FEATURE, `${COMMIT} feature-login`],
    ['a branch called latest', branch('latest'), `${COMMIT} branch-latest`],
    ['a branch called like a version', branch('1.2'), `${COMMIT} branch-1.2`],
    ['a pull request', PR, `${COMMIT} pr-7`],
    ['a pull request of a fork', FORK, `${COMMIT} pr-8`],
    ['a merge queue', QUEUE, COMMIT],
    ['a release', tag('v1.2.3'), `1.2.3 ${COMMIT}`],
    [
      'a release where releases are configured',
      tag('v1.2.3'),
      `1.2.3 latest ${COMMIT}`,
      { hasReleases: true },
    ],
    ['a release candidate', tag('v1.2.3-rc.1'), `1.2.3-rc.1 ${COMMIT}`, { hasReleases: true }],
    ["the project's release", tag('orders@1.2.3'), `1.2.3 ${COMMIT}`],
    ["another project's release", tag('mailer@1.2.3'), COMMIT],
    ['a tag that is no version', tag('spring'), `spring ${COMMIT}`],
    ['a schedule', NIGHTLY, `${COMMIT} latest`],
    ['CI without git', MAIN, `${COMMIT} latest`, { git: NO_GIT }],
  ])('%s', async (...[, start, expected, { hasReleases = false, git = GIT } = {}]) => {
    const found = await allFacts(start, git);
    const tags = found.map((source) =>
      defaultTags({ source, projectName: '@acme/orders', hasReleases }).join(' '),
    );
    expect(tags).toEqual(found.map(() => expected));
  });

  it.each([
    ['a detached commit', GIT, COMMIT],
    ['no git at all', NO_GIT, ''],
  ])('outside CI, %s', (_, git, expected) => {
    const source = sourceFacts({ ci: false, branch: undefined }, {}, { env: {}, git });
    expect(defaultTags({ source, projectName: 'orders', hasReleases: false }).join(' ')).toBe(expected);
  });
});

describe('labels and annotations', () => {
  const manifest = { version: '1.0.0', description: 'Takes orders', license: 'MIT', homepage: undefined };

  it.each(CI_SYSTEMS)('say in %s what git and the manifest say', async (system) => {
    const source = await factsOf(system, tag('orders@1.2.3'));
    const version = releaseVersion(source!.gitTags, '@acme/orders')?.full;
    const labels = ociLabels({
      source: source!,
      projectName: '@acme/orders',
      manifest,
      version,
      epoch: undefined,
    });
    const url = {
      gitlab: 'https://gitlab.com/acme/shop',
      azure: 'https://dev.azure.com/acme/shop/_git/shop',
    }[system as string];
    const repository = url ?? 'https://github.com/acme/shop';
    expect(labels).toEqual({
      'org.opencontainers.image.created': '2026-11-25T08:30:00Z',
      'org.opencontainers.image.description': 'Takes orders',
      'org.opencontainers.image.licenses': 'MIT',
      'org.opencontainers.image.revision': COMMIT,
      'org.opencontainers.image.source': repository,
      'org.opencontainers.image.title': '@acme/orders',
      'org.opencontainers.image.url': repository,
      'org.opencontainers.image.version': '1.2.3',
    });
    expect(ociAnnotations(labels, ['index', 'manifest'])).toContain(
      `index,manifest:org.opencontainers.image.revision=${COMMIT}`,
    );
    expect(ociAnnotations(labels, [])).toEqual([]);
  });

  it.each<[string, GitFacts, number | undefined, Record<string, string | undefined>]>([
    [
      'files that differ from the commit',
      { ...GIT, isDirty: true },
      undefined,
      { revision: undefined, created: undefined },
    ],
    ['no git', NO_GIT, undefined, { revision: undefined, created: undefined, source: undefined }],
    ['SOURCE_DATE_EPOCH', GIT, 0, { created: '1970-01-01T00:00:00Z' }],
    [
      'a remote with a password',
      { ...GIT, remote: 'https://me:secret@git.example.com:8443/a/b.git' },
      undefined,
      { source: 'https://git.example.com:8443/a/b' },
    ],
    [
      'a remote over ssh with a port',
      { ...GIT, remote: 'ssh://git@git.example.com:2222/a/b.git' },
      undefined,
      { source: 'https://git.example.com/a/b' },
    ],
    ['a remote that is a folder', { ...GIT, remote: '/srv/git/shop.git' }, undefined, { source: undefined }],
  ])('%s', (_, git, epoch, expected) => {
    const source = sourceFacts({ ci: false, branch: 'main' }, {}, { env: {}, git });
    const labels = ociLabels({ source, projectName: 'orders', manifest, version: undefined, epoch });
    const found = Object.fromEntries(
      Object.keys(expected).map((key) => [key, labels[`org.opencontainers.image.${key}`]]),
    );
    expect(found).toEqual(expected);
  });
});

describe('several git tags on the commit of a branch', () => {
  it.each([
    ["the project's own before the repository's", ['orders@1.2.3', 'v9.0.0'], '1.2.3'],
    ['the newest', ['v1.9.0', 'v1.10.0'], '1.10.0'],
    ["not another project's", ['mailer@5.0.0'], undefined],
  ])('takes %s', (_, tags, expected) => {
    expect(releaseVersion(tags, '@acme/orders')?.full).toBe(expected);
  });

  it('counts for rules of versions', () => {
    const git = { ...GIT, tags: ['orders@1.2.3'] };
    const source = sourceFacts({ ci: true, branch: 'main' }, {}, { env: {}, git });
    expect(tagsOf(SEMVER, source)).toBe('1.2.3 1.2 1 latest');
  });

  it('does not count in a pull request', () => {
    const git = { ...GIT, tags: ['v1.2.3'] };
    const source = sourceFacts({ ci: true, branch: 'x', pullRequest: { fork: false } }, {}, { env: {}, git });
    expect(tagsOf(SEMVER, source)).toBe('');
  });
});

it('knows the branch that a pull request goes into', async () => {
  const source = await factsOf('jenkins', PR);
  expect(tagsOf(['value=to-{{base_ref}}'], source!)).toBe('to-main');
});

it('reads no version where there is none', () => {
  expect(readVersion('1.2')).toBeUndefined();
});
