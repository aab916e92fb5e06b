import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { emptyTarget, type BakeTarget } from '../plan/bake-plan';
import { FileHashes, readTree } from './context-tree';
import { IgnoreRules } from './ignore-rules';
import { targetKey, type KeyWorld, type TargetKey } from './target-key';

const DOCKERFILE = `# syntax=docker/dockerfile:1
ARG NODE=22
FROM node:\${NODE} AS build
ARG VERSION
COPY package.json ./
COPY libs/used libs/used
RUN --mount=type=bind,source=scripts,target=/scripts echo "one  two"
FROM node:\${NODE} AS unneeded
COPY unneeded.txt /
FROM node:22-slim
COPY --from=build /app /app
ADD data /data
CMD ["node"]
`;

const FILES: Readonly<Record<string, string>> = {
  Dockerfile: DOCKERFILE,
  'package.json': '{}',
  'libs/used/index.js': 'used',
  'libs/used/deep/more.js': 'more',
  'libs/used/ignored.log': 'log',
  'libs/other/index.js': 'other',
  'scripts/build.sh': '#!/bin/sh',
  'data/empty/.keep': '',
  'data/one.txt': 'one',
  'unneeded.txt': 'unneeded',
  'notes.md': 'notes',
};

interface Setup {
  readonly root: string;
  readonly target: BakeTarget;
  readonly ignoreFile: string;
  readonly world: Partial<KeyWorld>;
}

/** Changes a file, the target or the world around it. */
type Mutation = (setup: Setup) => Partial<Setup> | undefined;

const digests: Readonly<Record<string, string>> = {
  'node:22': 'sha256:1',
  'node:23': 'sha256:3',
  'node:22-slim': 'sha256:2',
  'docker/dockerfile:1': 'sha256:4',
};

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text, { mode: 0o644 });
}

const dockerfile =
  (change: (text: string) => string): Mutation =>
  ({ root }) => {
    const changed = change(DOCKERFILE);
    expect(changed).not.toBe(DOCKERFILE);
    write(root, 'Dockerfile', changed);
    return undefined;
  };

const files =
  (change: (root: string) => void): Mutation =>
  ({ root }) => {
    change(root);
    return undefined;
  };

const target =
  (more: Partial<BakeTarget>): Mutation =>
  (setup) => ({ target: { ...setup.target, ...more } });

const image =
  (name: string, digest: string): Mutation =>
  () => ({
    world: {
      image: (asked) =>
        Promise.resolve({ digest: asked === name ? digest : (digests[asked] ?? ''), hasTriggers: false }),
    },
  });

const SAME: readonly [string, Mutation][] = [
  ['nothing', () => undefined],
  ['a comment', dockerfile((text) => text.replace('CMD', '# why\nCMD'))],
  [
    'a comment within an instruction',
    dockerfile((text) => text.replace('RUN --mount', 'RUN \\\n# why\n --mount')),
  ],
  ['line ends', dockerfile((text) => text.replaceAll('\n', '\r\n'))],
  ['empty lines', dockerfile((text) => text.replaceAll('\nFROM', '\n\n\nFROM'))],
  ['spaces behind an instruction', dockerfile((text) => text.replace('"one  two"', '"one  two"   '))],
  ['lower case', dockerfile((text) => text.replace('CMD [', 'cmd ['))],
  [
    'the name of a stage',
    dockerfile((text) => text.replace('AS build', 'AS make').replace('=build', '=make')),
  ],
  ['the number of a stage for its name', dockerfile((text) => text.replace('--from=build', '--from=0'))],
  ['a stage that is not needed', dockerfile((text) => text.replace('COPY unneeded.txt /', 'RUN exit 1'))],
  [
    'its removal',
    dockerfile((text) => text.replace('FROM node:${NODE} AS unneeded\nCOPY unneeded.txt /\n', '')),
  ],
  [
    'a file of it',
    files((root) => {
      write(root, 'unneeded.txt', 'changed');
    }),
  ],
  [
    'a file that is not copied',
    files((root) => {
      write(root, 'notes.md', 'changed');
    }),
  ],
  [
    'a folder that is not copied',
    files((root) => {
      write(root, 'libs/other/index.js', 'changed');
    }),
  ],
  [
    'a file that is ignored',
    files((root) => {
      write(root, 'libs/used/ignored.log', 'changed');
    }),
  ],
  [
    'a new file that is ignored',
    files((root) => {
      write(root, 'libs/used/new.log', 'new');
    }),
  ],
  [
    'the time of a file',
    files((root) => {
      utimesSync(join(root, 'package.json'), 1, 1);
    }),
  ],
  ['an argument that nothing declares', target({ args: { VERSION: '1', OTHER: 'x' } })],
  ['an ignore rule without effect', () => ({ ignoreFile: '**/*.log\nnowhere\n' })],
  ["a secret's place", target({ secret: ['id=npm,src=elsewhere'] })],
  ['a socket of ssh', target({ ssh: ['default=/elsewhere'] })],
  ['a revision label', target({ labels: { 'org.opencontainers.image.revision': 'abc' } })],
  ['a revision annotation', target({ annotations: ['index:org.opencontainers.image.revision=abc'] })],
  ['another tag', target({ tags: [{ repository: 'acme/other', tag: '2' }] })],
  ['another name', target({ name: 'other', project: 'other' })],
  ['pull', target({ pull: true })],
];

const OTHER: readonly [string, Mutation][] = [
  [
    'the text of a file',
    files((root) => {
      write(root, 'libs/used/deep/more.js', 'changed');
    }),
  ],
  [
    'a text of the same length',
    files((root) => {
      write(root, 'libs/used/deep/more.js', 'MORE');
    }),
  ],
  [
    'the mode of a file',
    files((root) => {
      chmodSync(join(root, 'package.json'), 0o600);
    }),
  ],
  [
    "a mode beyond git's",
    files((root) => {
      chmodSync(join(root, 'package.json'), 0o664);
    }),
  ],
  [
    'a setuid bit',
    files((root) => {
      chmodSync(join(root, 'data/one.txt'), 0o4755);
    }),
  ],
  [
    'the mode of a folder',
    files((root) => {
      chmodSync(join(root, 'libs/used/deep'), 0o700);
    }),
  ],
  [
    'a sticky bit',
    files((root) => {
      chmodSync(join(root, 'data/empty'), 0o1777);
    }),
  ],
  [
    'a new file',
    files((root) => {
      write(root, 'data/new.txt', '');
    }),
  ],
  [
    'a new empty folder',
    files((root) => {
      mkdirSync(join(root, 'data/new'));
    }),
  ],
  [
    'the name of a file',
    files((root) => {
      renameSync(join(root, 'data/one.txt'), join(root, 'data/two.txt'));
    }),
  ],
  [
    'the case of a name',
    files((root) => {
      renameSync(join(root, 'data/one.txt'), join(root, 'data/ONE.txt'));
    }),
  ],
  [
    'the folder of a file',
    files((root) => {
      renameSync(join(root, 'data/one.txt'), join(root, 'data/empty/one.txt'));
    }),
  ],
  [
    'a link',
    files((root) => {
      symlinkSync('one.txt', join(root, 'data/link'));
    }),
  ],
  [
    'a dangling link',
    files((root) => {
      symlinkSync('nowhere', join(root, 'data/link'));
    }),
  ],
  [
    'a hard link',
    files((root) => {
      rmSync(join(root, 'data/empty/.keep'));
      linkSync(join(root, 'data/one.txt'), join(root, 'data/empty/.keep'));
    }),
  ],
  [
    'a file of a bind mount',
    files((root) => {
      write(root, 'scripts/build.sh', 'changed');
    }),
  ],
  ['a rule that ignores more', () => ({ ignoreFile: '**/*.log\nlibs/used/deep\n' })],
  ['a rule that ignores less', () => ({ ignoreFile: '' })],
  ['a declared argument', target({ args: { VERSION: '2' } })],
  ['a global argument', target({ args: { VERSION: '1', NODE: '23' } })],
  ['SOURCE_DATE_EPOCH', () => ({ world: { env: { SOURCE_DATE_EPOCH: '0' } } })],
  ['a base', image('node:22-slim', 'sha256:other')],
  ['the base of a stage', image('node:22', 'sha256:other')],
  ['the frontend', image('docker/dockerfile:1', 'sha256:other')],
  ['another base', dockerfile((text) => text.replace('22-slim', '22'))],
  ['a command', dockerfile((text) => text.replace('["node"]', '["node", "x"]'))],
  ['spaces in a RUN', dockerfile((text) => text.replace('"one  two"', '"one two"'))],
  [
    'the order of instructions',
    dockerfile((text) =>
      text.replace(
        'COPY package.json ./\nCOPY libs/used libs/used',
        'COPY libs/used libs/used\nCOPY package.json ./',
      ),
    ),
  ],
  ['a flag', dockerfile((text) => text.replace('COPY --from', 'COPY --chown=1 --from'))],
  ['the stage', target({ target: 'build' })],
  ['a platform', target({ platforms: ['linux/arm64'] })],
  ['a second platform', target({ platforms: ['linux/amd64', 'linux/arm64'] })],
  ["the builder's platform", () => ({ world: { builderPlatform: 'linux/arm64' } })],
  ['a label', target({ labels: { vendor: 'acme' } })],
  ['an annotation', target({ annotations: ['index:vendor=acme'] })],
  ['attestations', target({ attest: ['type=sbom'] })],
  ['the network', target({ network: 'none' })],
  ['an entitlement', target({ entitlements: ['network.host'] })],
  ['an extra host', target({ 'extra-hosts': { a: '10.0.0.1' } })],
  ["a secret's name", target({ secret: ['id=other,src=.npmrc'] })],
  ['a policy', () => ({ world: { dockerfile: () => ({ text: DOCKERFILE, policy: 'deny' }) } })],
  ['the epoch', () => ({ world: { epoch: '2' } })],
];

const UNKNOWN: readonly [string, Mutation, RegExp][] = [
  [
    'a base that nothing sets',
    dockerfile((text) => text.replace('FROM node:22-slim', 'FROM $NOTHING')),
    /NOTHING/u,
  ],
  [
    'something from the web',
    dockerfile((text) => text.replace('ADD data', 'ADD https://example.com/x')),
    /fetches/u,
  ],
  [
    'a repository',
    dockerfile((text) => text.replace('ADD data', 'ADD https://github.com/a/b.git')),
    /fetches/u,
  ],
  ['a source that nothing sets', dockerfile((text) => text.replace('ADD data', 'ADD $NOTHING')), /NOTHING/u],
  ['no cache', target({ 'no-cache': true }), /without cache/u],
  ['a stage without cache', target({ 'no-cache-filter': ['build'] }), /without cache/u],
  ['a remote context', target({ contexts: { other: 'https://github.com/a/b.git' } }), /not known/u],
  [
    'a base with triggers',
    () => ({ world: { image: () => Promise.resolve({ digest: 'x', hasTriggers: true }) } }),
    /ONBUILD/u,
  ],
  ['a registry that is down', () => ({ world: { image: () => Promise.reject(new Error('down')) } }), /down/u],
];

describe('The key of a target', () => {
  const roots: string[] = [];
  afterAll(() => {
    for (const root of roots) rmSync(root, { recursive: true, force: true });
  });

  async function keyAfter(mutation: Mutation): Promise<TargetKey> {
    const root = mkdtempSync(join(tmpdir(), 'nx-bake-key-'));
    roots.push(root);
    for (const [path, text] of Object.entries(FILES)) write(root, path, text);
    const secret = { secret: ['id=npm,src=.npmrc'], ssh: ['default'], args: { VERSION: '1' } };
    const before = {
      root,
      target: { ...emptyTarget('api'), ...secret },
      ignoreFile: '**/*.log\n',
      world: {},
    };
    const after = { ...before, ...mutation(before) };
    const tree = () =>
      readTree({
        root,
        rules: new IgnoreRules(after.ignoreFile),
        without: new Set(),
        hashes: new FileHashes(),
      });
    return targetKey(after.target, {
      dockerfile: () => ({ text: readFileSync(join(root, 'Dockerfile'), 'utf8'), policy: undefined }),
      context: tree,
      folder: tree,
      pruned: () => ({ projects: new Map(), named: [] }),
      image: (name) => Promise.resolve({ digest: digests[name] ?? '', hasTriggers: false }),
      keyOf: () => Promise.resolve({ known: false, why: 'there is none' }),
      builderPlatform: 'linux/amd64',
      env: {},
      epoch: '',
      ...after.world,
    });
  }

  const first = keyAfter(() => undefined);
  const keyText = (key: TargetKey): string => (key.known ? key.key : key.why);

  it('is a number of 160 bits', async () => {
    expect(keyText(await first)).toMatch(/^[0-9a-f]{40}$/u);
  });

  it.each(SAME)('stays the same with %s', async (_, mutation) => {
    expect(keyText(await keyAfter(mutation))).toBe(keyText(await first));
  });

  it.each(OTHER)('changes with %s', async (_, mutation) => {
    const after = await keyAfter(mutation);
    expect(keyText(after)).toMatch(/^[0-9a-f]{40}$/u);
    expect(keyText(after)).not.toBe(keyText(await first));
  });

  it.each(UNKNOWN)('is not known with %s', async (_, mutation, why) => {
    expect(await keyAfter(mutation)).toMatchObject({
      known: false,
      why: expect.stringMatching(why) as string,
    });
  });

  it('is another one for what differs in nothing but its base', async () => {
    const one = await keyAfter(dockerfile((text) => text.replace('22-slim', '22')));
    expect(keyText(one)).not.toBe(keyText(await first));
  });

  it('holds the keys of other targets, and passes on why they have none', async () => {
    const onBase: Mutation = (setup) => ({
      target: { ...setup.target, contexts: { 'node:22-slim': 'target:base' } },
    });
    const with_ = (key: TargetKey) =>
      keyAfter((setup) => ({ ...onBase(setup), world: { keyOf: () => Promise.resolve(key) } }));
    const known = (key: string): TargetKey => ({ known: true, key, fields: [], hasTriggers: false });
    expect(keyText(await with_(known('a')))).not.toBe(keyText(await with_(known('b'))));
    expect(await with_({ known: false, why: 'it fetches' })).toMatchObject({ known: false });
    expect(await with_({ ...known('a'), hasTriggers: true } as TargetKey)).toMatchObject({ known: false });
  });
});
