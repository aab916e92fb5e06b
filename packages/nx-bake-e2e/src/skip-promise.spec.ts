import { chmodSync, linkSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeStateless } from './kit/engine/stateless';
import { freshRegistry } from './kit/registry/registry';
import { createWorkspace, projectJson, type Workspace } from './kit/workspace';

/** The promise: a key is equal only where a builder that starts empty runs no step, and makes the same manifests. */

/** 300 in a nightly run: NX_BAKE_MUTATIONS=300 npm run test:engine -- skip-promise */
const COUNT = Number(process.env['NX_BAKE_MUTATIONS'] ?? 30);
const SEED = Number(process.env['NX_BAKE_SEED'] ?? 1);

interface RecordedImage {
  readonly project: string;
  readonly outcome: string;
  readonly key?: string;
  readonly unchanged?: true;
}

const STAMP = `${process.pid}-${Date.now()}`;

const dockerfile = (name: string): string => `FROM busybox:stable AS build
ARG VERSION=1
ENV RUN=${STAMP}-${name}
COPY main.txt settings*.json /app/
COPY src /app/src
RUN --mount=type=bind,source=scripts,target=/scripts cat /scripts/build.sh > /app/built; echo "$VERSION" >> /app/built
FROM busybox:stable AS unneeded
COPY unneeded.txt /
FROM busybox:stable
LABEL name=${name}
COPY --from=build /app /app
COPY data /data
CMD ["cat", "/app/built"]
`;

const service = (name: string): Record<string, string> => {
  const at = `services/${name}`;
  return {
    [`${at}/project.json`]: projectJson(name, {
      targets: { 'docker-build': { options: { context: 'project' } } },
    }),
    [`${at}/Dockerfile`]: dockerfile(name),
    [`${at}/.dockerignore`]: '**/*.log\n',
    [`${at}/main.txt`]: 'main\n',
    [`${at}/settings.json`]: '{}\n',
    [`${at}/src/index.js`]: 'index\n',
    [`${at}/src/deep/more.js`]: 'more\n',
    [`${at}/src/debug.log`]: 'log\n',
    [`${at}/scripts/build.sh`]: 'echo built\n',
    [`${at}/data/one.txt`]: 'one\n',
    [`${at}/data/two.txt`]: 'two\n',
    [`${at}/unneeded.txt`]: 'unneeded\n',
    [`${at}/notes.md`]: 'notes\n',
  };
};

interface Place {
  readonly workspace: Workspace;
  readonly at: string;
  /** Absolute. */
  readonly folder: string;
  readonly random: () => number;
}

type Mutation = (place: Place) => void;

const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)]!;
const COPIED = [
  'main.txt',
  'settings.json',
  'src/index.js',
  'src/deep/more.js',
  'scripts/build.sh',
  'data/one.txt',
];

const editing =
  (change: (text: string) => string): Mutation =>
  ({ workspace, at }) => {
    workspace.write({ [`${at}/Dockerfile`]: change(workspace.read(`${at}/Dockerfile`)) });
  };

const options =
  (more: object): Mutation =>
  ({ workspace, at }) => {
    const name = at.split('/').at(-1) ?? '';
    workspace.write({
      [`${at}/project.json`]: projectJson(name, {
        targets: { 'docker-build': { options: { context: 'project', ...more } } },
      }),
    });
  };

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  nothing: () => undefined,
  content: ({ workspace, at, random }) => {
    workspace.write({ [`${at}/${pick(COPIED, random)}`]: `changed ${random()}\n` });
  },
  'content of a file that is not copied': ({ workspace, at, random }) => {
    const path = pick(['notes.md', 'unneeded.txt', 'src/debug.log', 'new.txt', 'src/new.log'], random);
    workspace.write({ [`${at}/${path}`]: `changed ${random()}\n` });
  },
  'a new file': ({ workspace, at, random }) => {
    const folder = pick(['src', 'src/deep', 'data', 'scripts'], random);
    workspace.write({ [`${at}/${folder}/new-${Math.floor(random() * 1e6)}`]: 'new\n' });
  },
  'an empty folder': ({ folder, random }) => {
    mkdirSync(join(folder, pick(['src', 'data'], random), 'empty'));
  },
  'the mode of a file': ({ folder, random }) => {
    chmodSync(join(folder, pick(COPIED, random)), pick([0o600, 0o664, 0o755, 0o4755], random));
  },
  'the mode of a folder': ({ folder, random }) => {
    chmodSync(join(folder, pick(['src/deep', 'src', 'data'], random)), pick([0o700, 0o775, 0o1777], random));
  },
  rename: ({ folder }) => {
    renameSync(join(folder, 'data/one.txt'), join(folder, 'data/renamed.txt'));
  },
  'two files for each other': ({ folder }) => {
    renameSync(join(folder, 'data/one.txt'), join(folder, 'data/three.txt'));
    renameSync(join(folder, 'data/two.txt'), join(folder, 'data/one.txt'));
    renameSync(join(folder, 'data/three.txt'), join(folder, 'data/two.txt'));
  },
  removal: ({ folder }) => {
    rmSync(join(folder, 'data/two.txt'));
  },
  link: ({ folder, random }) => {
    symlinkSync(pick(['one.txt', 'nowhere', '../main.txt'], random), join(folder, 'data/link'));
  },
  'hard link': ({ folder }) => {
    linkSync(join(folder, 'data/one.txt'), join(folder, 'data/same.txt'));
  },
  comment: editing((text) => text.replace('COPY src', '# a comment\nCOPY src')),
  'line ends': editing((text) => text.replaceAll('\n', '\r\n')),
  'lower case': editing((text) => text.replace('COPY src', 'copy src')),
  'the name of a stage': editing((text) => text.replace('AS build', 'AS make').replace('=build ', '=make ')),
  'a stage that is not needed': editing((text) => text.replace('COPY unneeded.txt /', 'RUN exit 7')),
  'without the stage that is not needed': editing((text) =>
    text.replace('FROM busybox:stable AS unneeded\nCOPY unneeded.txt /\n', ''),
  ),
  'an instruction': editing((text) => text.replace('RUN --mount', 'RUN true\nRUN --mount')),
  command: editing((text) => text.replace('"/app/built"', '"/app/main.txt"')),
  'spaces in a command': editing((text) => text.replace('echo "$VERSION"', 'echo  "$VERSION"')),
  base: editing((text) => text.replace(/FROM busybox:stable\nLABEL/u, 'FROM alpine:3\nLABEL')),
  'an order': editing((text) => text.replace(/(COPY main.*\n)(COPY src.*\n)/u, '$2$1')),
  'an argument that is used': options({ args: { VERSION: '2' } }),
  'an argument with its default': options({ args: { VERSION: '1' } }),
  'an argument that is not used': options({ args: { OTHER: 'x' } }),
  label: options({ labels: { vendor: 'acme' } }),
  'ignore rule': ({ workspace, at, random }) => {
    const rule = pick(['data/two.txt', 'nowhere', 'notes.md', 'src/deep'], random);
    workspace.write({ [`${at}/.dockerignore`]: `**/*.log\n${rule}\n` });
  },
};

/** A key is stricter than the image: the mutations for which it may change though nothing does. */
const STRICTER = new Set(['an argument with its default', 'ignore rule']);

/** https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe('Equal keys', () => {
  let workspace: Workspace;
  afterEach(() => {
    workspace.remove();
  });

  it(`stand for builds that run nothing and make the same image (${COUNT} mutations, seed ${SEED})`, async () => {
    const names = Array.from({ length: COUNT }, (_, index) => `s${index}`);
    const at = freshRegistry();
    workspace = await createWorkspace({
      files: Object.assign({}, ...names.map(service)) as Record<string, string>,
    });
    const push = async (...args: string[]): Promise<Map<string, RecordedImage>> => {
      makeStateless();
      const ran = await workspace.nx(['run-many', '-t', 'docker-build', '--push', ...args], {
        NX_BAKE_REGISTRY: at,
      });
      if (ran.code !== 0) throw new Error(ran.output.slice(-6000));
      const { images } = JSON.parse(workspace.read('dist/.nx-bake/images.json')) as {
        images: RecordedImage[];
      }; // our own file
      return new Map(images.map((image) => [image.project, image]));
    };
    await push('--skip');

    const random = randomFrom(SEED);
    const kinds = Object.keys(MUTATIONS);
    const mutated = new Map(
      names.map((name, index) => {
        // each kind in turn, then any
        const kind = kinds[index] ?? pick(kinds, random);
        const folder = join(workspace.root, 'services', name);
        MUTATIONS[kind]?.({ workspace, at: `services/${name}`, folder, random });
        return [name, kind] as const;
      }),
    );
    const looked = await push('--skip');
    const skipped = names.filter((name) => looked.get(name)?.key !== undefined);
    const rebuilt = await push('--no-skip');

    const broken = skipped.filter((name) => {
      const image = rebuilt.get(name);
      return image?.outcome !== 'reused' || image.unchanged !== true;
    });
    expect(broken.map((name) => mutated.get(name))).toEqual([]);
    // the other direction: what was built for nothing has a name
    const forNothing = names.filter((name) => {
      const image = looked.get(name);
      return image?.key === undefined && image?.outcome === 'reused' && image.unchanged === true;
    });
    expect(forNothing.map((name) => mutated.get(name)).filter((kind) => !STRICTER.has(kind ?? ''))).toEqual(
      [],
    );
    // neither of them for want of trying
    expect(skipped.length).toBeGreaterThan(0);
    expect(skipped.length).toBeLessThan(names.length);
  }, 1_500_000);
});
