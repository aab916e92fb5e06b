import { minimatch } from 'minimatch';
import type { Dockerfile, LocalSource, Reference, Stage } from '../../nx-bake/src/dockerfile/read/dockerfile';
import { readDockerfile } from '../../nx-bake/src/dockerfile/read/read-dockerfile';
import type { DockerfileCase } from '../../nx-bake/src/testing/dockerfiles/dockerfile-case';
import { DOCKERFILE_TABLE } from '../../nx-bake/src/testing/dockerfiles/dockerfile-table';
import { buildkitJudge, type BuildkitJudge, type ListedStage } from './kit/engine/buildkit-judge';

const ALL = Object.values(DOCKERFILE_TABLE).flat();
const TAKEN = ALL.filter(({ refused, unjudged }) => refused === undefined && unjudged === undefined);
/** A build tells more than an outline only where something is copied or run, or for another platform. */
const BUILT = TAKEN.filter(
  ({ unbuilt, lines, settings }) =>
    unbuilt === undefined &&
    (settings?.platforms !== undefined || /^\s*(?:COPY|ADD|RUN|ONBUILD)\b/imu.test(lines.join('\n'))),
);

/** The platform of the engine's own machine. */
const HOST = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;

const read = (
  { lines, settings }: DockerfileCase,
  target = settings?.platforms?.target ?? HOST,
): Dockerfile =>
  readDockerfile(lines.join('\n'), { args: {}, ...settings, platforms: { build: HOST, target } });

/** As the engine spells it. */
function fullName(name: string): string {
  const [first = '', ...rest] = name.split('/');
  const isHost = rest.length > 0 && (/[.:]/u.test(first) || first === 'localhost');
  const path = isHost ? rest.join('/') : name;
  const host = !isHost || first === 'index.docker.io' ? 'docker.io' : first;
  const inLibrary = host === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  return `${host}/${inLibrary}${/[:@]/u.test(path) ? '' : ':latest'}`;
}

/** With a base that has no variables and quotes in it, in the words of the file; BuildKit lists others as written. */
interface SpelledStage {
  readonly name: string | undefined;
  readonly line: number | undefined;
  readonly base: unknown;
}

const withPlainBase = ({ name, base, location }: ListedStage): SpelledStage => ({
  name,
  line: location.ranges[0]?.start.line,
  base: /^[\w./:@-]+$/u.test(base) ? base : expect.any(String),
});

const spelledStages = ({ stages }: Dockerfile): SpelledStage[] =>
  stages.map(({ name, line, base }) => ({ name, line, base: spelledBase(base, stages) }));

function spelledBase(base: Reference, stages: readonly Stage[]): string {
  switch (base.kind) {
    case 'image':
      return base.name;
    case 'stage':
      return stages[base.index]?.name ?? '';
    case 'scratch':
      return 'scratch';
    case 'unknown':
      return base.text;
  }
}

/** Undefined where something that is needed is not known. */
function imagesOf(file: Dockerfile): string[] | undefined {
  if (file.unknown.some(({ needed }) => needed)) return undefined;
  return [...new Set(file.images.flatMap(({ needed, name }) => (needed ? fullName(name) : [])))].sort();
}

/** Folders of the context that no wildcard and no path of a case is to find by accident. */
const DECOYS = [
  'other',
  'a b c',
  'package',
  'f12.txt',
  'aXb',
  'libs/src',
  'two/three/x.txt',
  'x/z.txt',
  'src2',
  'no',
];
const WILD = ['package.json', 'package-lock.json', 'f1.txt', 'a*b', '[x,', 'libs/one/src', 'libs/two/src'];
const PATHS = [
  ...new Set([
    ...DECOYS,
    ...WILD,
    ...['one/package.json', 'one/x.txt', 'x/y1.txt', 'x/y2.txt', 'x/y/1.txt'],
    ...TAKEN.flatMap((one) =>
      read(one).localSources.flatMap(({ source, wildcard }) => (wildcard ? [] : source)),
    ),
  ]),
].filter((path) => path !== '.');

/** The paths that a source gets, itself and what is in it. */
function pathsOf({ source, wildcard }: LocalSource): string[] {
  if (source === '.') return PATHS;
  const parts = source.split('/').length;
  const matches = (path: string): boolean =>
    wildcard
      ? minimatch(path, source, { noglobstar: true, noext: true, nobrace: true, dot: true })
      : path === source;
  return PATHS.filter((path) => matches(path.split('/').slice(0, parts).join('/')));
}

describe('a Dockerfile is read as BuildKit reads it', () => {
  let judge: BuildkitJudge;
  beforeAll(async () => {
    judge = await buildkitJudge(ALL, PATHS);
  });
  afterAll(() => {
    judge.remove();
  });

  it('its stages', async () => {
    const said = await judge.stages(TAKEN);
    expect(TAKEN.map((one) => [one.name, spelledStages(read(one))])).toEqual(
      TAKEN.map((one) => [one.name, said.get(one)?.map(withPlainBase)]),
    );
    expect(TAKEN.length).toBeGreaterThanOrEqual(180);
  });

  it('the images that it needs', async () => {
    const compared = TAKEN.filter((one) => imagesOf(read(one, HOST)) !== undefined);
    const said = await judge.images(compared);
    expect(compared.map((one) => [one.name, imagesOf(read(one, HOST))])).toEqual(
      compared.map((one) => [one.name, said.get(one)]),
    );
    expect(compared.length).toBeGreaterThanOrEqual(170);
  });

  it('the images and the paths of the context that a build gets', async () => {
    const said = await judge.builds(BUILT);
    const known = BUILT.filter((one) => imagesOf(read(one)) !== undefined);
    expect(known.map((one) => [one.name, imagesOf(read(one))])).toEqual(
      known.map((one) => [one.name, said.get(one)?.images]),
    );
    const pathsRead = (one: DockerfileCase) =>
      [...new Set(read(one).localSources.flatMap((use) => (use.needed ? pathsOf(use) : [])))].sort();
    expect(known.map((one) => [one.name, pathsRead(one)])).toEqual(
      known.map((one) => [one.name, [...(said.get(one)?.paths ?? [])].sort()]),
    );
    expect(known.length).toBeGreaterThanOrEqual(110);
  });

  it('and where BuildKit refuses it, that is no error of ours', async () => {
    const refused = ALL.filter((one) => one.refused !== undefined);
    for (const one of refused) expect(() => read(one)).not.toThrow();
    const said = await judge.refusals(refused);
    expect(refused.map((one) => [one.name, said.get(one)])).toEqual(
      refused.map((one): unknown => [one.name, expect.stringContaining(one.refused ?? '')]),
    );
    expect(refused.length).toBeGreaterThanOrEqual(45);
  });
});
