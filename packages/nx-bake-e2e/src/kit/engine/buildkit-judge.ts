import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DockerfileCase } from '../../../../nx-bake/src/testing/dockerfiles/dockerfile-case';
import { freshRegistry } from '../registry/registry';
import { must, run, type Ran } from '../run';

/** A stage as BuildKit lists it, as written. */
export interface ListedStage {
  readonly name?: string;
  readonly base: string;
  readonly platform?: string;
  readonly default?: boolean;
  readonly location: { readonly ranges: readonly { readonly start: { readonly line: number } }[] };
}

/** Asks BuildKit what it makes of Dockerfiles. Every image that they name is there, and every path of the context. */
export interface BuildkitJudge {
  /** The stages of each, by `bake --call=targets`. */
  stages(cases: readonly DockerfileCase[]): Promise<ReadonlyMap<DockerfileCase, readonly ListedStage[]>>;
  /** The images that each looks up, by `bake --call=outline`: for the engine's own platform, whatever is asked. */
  images(cases: readonly DockerfileCase[]): Promise<ReadonlyMap<DockerfileCase, readonly string[]>>;
  /** The images that each looks up and the paths of the context that its stages get, by a build. */
  builds(cases: readonly DockerfileCase[]): Promise<ReadonlyMap<DockerfileCase, SeenInBuild>>;
  /** Its words to those that it refuses. */
  refusals(cases: readonly DockerfileCase[]): Promise<ReadonlyMap<DockerfileCase, string>>;
  remove(): void;
}

export interface SeenInBuild {
  readonly images: readonly string[];
  readonly paths: readonly string[];
}

/** Beyond that an engine loses builds. */
const MOST_TARGETS = 50;

/** The program that `RUN` runs: it keeps the marks of everything that is mounted. Some are the first words of heredocs. */
const COMMANDS = ['make', 'bash', 'x', 'y', 'FROM', 'COPY', 'ONBUILD'];
const KEEP_MARKS = `#!/bin/sh
mkdir -p /seen; set --
for folder in proc sys dev seen; do set -- "$@" -path "/$folder" -prune -o; done
find / "$@" -name 'mark-*' -exec cp {} /seen/ ';'
`;

/** The paths that are copied from images and stages. */
const THERE = ['a', 'a b', 'app', 'c', 'etc', 'f', 'src', 'x', 'y'];

/** Two images, each of which can stand for every other: one can run commands, one is small. */
const IMAGES = `FROM busybox:stable AS commands
COPY command /usr/bin/command
RUN for name in ${COMMANDS.join(' ')}; do ln -s command /usr/bin/$name; done
COPY files /

FROM scratch AS files
COPY files /
`;

export async function buildkitJudge(
  cases: readonly DockerfileCase[],
  paths: readonly string[],
): Promise<BuildkitJudge> {
  const folder = mkdtempSync(join(tmpdir(), 'nx-bake-judge-'));
  const names = new Map(cases.map((one, index) => [one, `c${index}`]));
  const nameOf = (one: DockerfileCase): string => names.get(one) ?? '';
  writeContext(join(folder, 'context'), paths);
  for (const one of cases) writeFileSync(join(folder, nameOf(one)), one.lines.join('\n'));
  await pushImages(folder);
  let calls = 0;
  const bake = (some: readonly DockerfileCase[], ...options: readonly string[]): Promise<Ran> => {
    const file = `call-${++calls}.json`;
    const targets = some.map((one) => [nameOf(one), targetOf(one, nameOf(one))] as const);
    writeFileSync(join(folder, file), JSON.stringify({ target: Object.fromEntries(targets) }));
    return run('docker', ['buildx', 'bake', '--file', file, ...options, '--', ...some.map(nameOf)], {
      cwd: folder,
      // https://docs.docker.com/build/building/variables/#experimental_buildkit_source_policy
      env: { EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: some.some(runs) ? 'commands.json' : 'files.json' },
    });
  };
  const bakeAll = async (some: readonly DockerfileCase[], ...options: readonly string[]): Promise<Ran[]> => {
    const all: Ran[] = [];
    const running = some.filter(runs);
    const others = some.filter((one) => !runs(one));
    for (const part of [running, others].flatMap(parts))
      all.push(await bake(part, '--progress=rawjson', ...options));
    const failed = all.find(({ code }) => code !== 0);
    if (failed !== undefined) throw new Error(failed.stderr.split('\n').slice(-20).join('\n'));
    return all;
  };
  const byCase = <T>(some: readonly DockerfileCase[], answer: (name: string) => T) =>
    new Map(some.map((one) => [one, answer(nameOf(one))]));
  return {
    stages: async (some) => {
      const said = (await bakeAll(some, '--call=targets,format=json')).map(({ stdout }) => listed(stdout));
      return byCase(some, (name) => said.flatMap((part) => part[name]?.targets.targets ?? []));
    },
    images: async (some) => {
      const looked = lookedUp(await bakeAll(some, '--call=outline,format=json'));
      return byCase(some, (name) => looked.get(name) ?? []);
    },
    builds: async (some) => {
      const looked = lookedUp(await bakeAll(some));
      return byCase(some, (name) => ({
        images: looked.get(name) ?? [],
        paths: marksIn(join(folder, 'out', name)).map((mark) => paths[mark] ?? ''),
      }));
    },
    refusals: async (some) => {
      const said = new Map<DockerfileCase, string>();
      const open = [...some];
      const ask = async (): Promise<void> => {
        for (let one = open.pop(); one !== undefined; one = open.pop()) {
          const { code, stderr } = await bake([one], '--call=outline');
          if (code !== 0) said.set(one, stderr);
        }
      };
      await Promise.all([ask(), ask(), ask(), ask()]);
      return said;
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Each path is a folder with a mark in it that no other has. */
function writeContext(context: string, paths: readonly string[]): void {
  for (const [index, path] of paths.entries()) {
    mkdirSync(join(context, path), { recursive: true });
    writeFileSync(join(context, path, `mark-${index}`), '');
  }
}

function marksIn(folder: string): number[] {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
    (path) => /\/?mark-(\d+)$/u.exec(path)?.[1],
  );
  return [...new Set(found)].flatMap((mark) => (mark === undefined ? [] : Number(mark)));
}

const targetOf = ({ settings = {} }: DockerfileCase, name: string) => ({
  context: 'context',
  dockerfile: `../${name}`,
  args: settings.args ?? {},
  ...(settings.target === undefined ? {} : { target: settings.target }),
  ...(settings.platforms?.target === undefined ? {} : { platforms: [settings.platforms.target] }),
  output: [{ type: 'local', dest: `out/${name}` }],
  attest: ['type=provenance,disabled=true'],
});

const runs = ({ lines }: DockerfileCase): boolean => lines.some((line) => /^(?:ONBUILD\s+)?RUN/iu.test(line));

/** Pushes the images, and writes a policy for each that puts it in the place of whatever is named. */
async function pushImages(folder: string): Promise<void> {
  const context = join(folder, 'images');
  const registry = freshRegistry();
  for (const path of THERE) {
    mkdirSync(join(context, 'files', path), { recursive: true });
    writeFileSync(join(context, 'files', path, 'file'), '');
  }
  writeFileSync(join(context, 'Dockerfile'), IMAGES);
  writeFileSync(join(context, 'command'), KEEP_MARKS, { mode: 0o755 });
  for (const target of ['commands', 'files']) {
    const image = `${registry}/${target}:1`;
    const args = ['--provenance=false', '--push', '--target', target, '--tag', image, '.'];
    await must('docker', ['buildx', 'build', ...args], { cwd: context });
    writeFileSync(join(folder, `${target}.json`), JSON.stringify(policy(image)));
  }
}

/** https://github.com/moby/buildkit/blob/v0.25.0/sourcepolicy/pb/policy.proto */
const policy = (image: string) => ({
  rules: [
    {
      action: 'CONVERT',
      selector: { identifier: 'docker-image://*', matchType: 'WILDCARD' },
      updates: { identifier: `docker-image://${image}` },
    },
  ],
});

/** Several of about the same size: with only one target, bake does not name it. */
function parts<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / MOST_TARGETS);
  return Array.from({ length: count }, (_, part) => all.filter((_one, index) => index % count === part));
}

type Listed = Readonly<Record<string, { readonly targets: { readonly targets: readonly ListedStage[] } }>>;

/** https://docs.docker.com/reference/cli/docker/buildx/bake/#call */
const listed = (stdout: string): Listed => (JSON.parse(stdout) as { target: Listed }).target;

/** Target → the images that it looked up. */
function lookedUp(calls: readonly Ran[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const [, target = '', image = ''] of calls.flatMap(({ stderr }) => [
    ...stderr.matchAll(/"name":"\[(c\d+) internal\] load metadata for ([^"]+)"/gu),
  ]))
    found.set(target, (found.get(target) ?? new Set()).add(image));
  return new Map([...found].map(([target, images]) => [target, [...images].sort()]));
}
