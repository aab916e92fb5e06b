import fc from 'fast-check';
import type { Dockerfile, ReadSettings, Reference, Use } from './dockerfile';
import { readDockerfile } from './read-dockerfile';

const spellReference = (reference: Reference): string => {
  switch (reference.kind) {
    case 'image':
      return reference.name;
    case 'stage':
      return `#${reference.index}`;
    case 'scratch':
      return 'scratch';
    case 'unknown':
      return '?';
  }
};

const spellUse = (use: Use, text: string): string =>
  `${use.line} ${use.onbuild ? 'ONBUILD ' : ''}${use.instruction} ${text}${use.needed || use.onbuild ? '' : ' (skipped)'}`;

/** One short line for each thing that was read. */
const summary = (file: Dockerfile) => ({
  stages: file.stages.map(
    ({ name, base, platform, needed }) =>
      `${name ?? '-'} < ${spellReference(base)}${platform === undefined ? '' : ` on ${platform}`}${needed ? '' : ' (skipped)'}`,
  ),
  images: file.images.map((use) => spellUse(use, use.name)),
  sources: file.localSources.map((use) => spellUse(use, use.source + (use.wildcard ? ' (wildcard)' : ''))),
  unknown: file.unknown.map((use) => `${spellUse(use, use.text)}: ${use.why}`),
});

type Summary = ReturnType<typeof summary>;
type Case = readonly [
  name: string,
  lines: readonly string[],
  expected: Partial<Summary>,
  settings?: Partial<ReadSettings>,
];

const linux = { platforms: { build: 'linux/amd64', target: 'linux/arm64' } };
const args = (values: Record<string, string>): Partial<ReadSettings> => ({ args: values });

const FROM_CASES: readonly Case[] = [
  ['one image', ['FROM node:22'], { stages: ['- < node:22'], images: ['1 FROM node:22'] }],
  [
    'a registry with a port and a digest',
    ['FROM r.io:5000/a/b@sha256:0123'],
    { images: ['1 FROM r.io:5000/a/b@sha256:0123'] },
  ],
  [
    'lower case',
    ['from node:22 as build', 'copy src .'],
    { stages: ['build < node:22'], sources: ['2 COPY src'] },
  ],
  [
    'indented, with a tab and trailing blanks',
    ['\tFROM   node:22\tAS  b  ', '  COPY x y  '],
    { stages: ['b < node:22'], sources: ['2 COPY x'] },
  ],
  [
    'scratch',
    ['FROM scratch', 'COPY app /'],
    { stages: ['- < scratch'], images: [], sources: ['2 COPY app'] },
  ],
  ['a stage by name', ['FROM a AS one', 'FROM one'], { stages: ['one < a', '- < #0'], images: ['1 FROM a'] }],
  ['a stage in another case', ['FROM a AS One', 'FROM ONE'], { stages: ['one < a', '- < #0'] }],
  [
    'a stage that is named like its image',
    ['FROM nginx AS nginx', 'COPY --from=nginx /etc /e'],
    { stages: ['nginx < nginx'], images: ['1 FROM nginx'] },
  ],
  [
    'a later stage is an image to FROM',
    ['FROM late', 'FROM b AS late'],
    { stages: ['- < late (skipped)', 'late < b'] },
  ],
  [
    'a name given twice',
    ['FROM a AS x', 'FROM b AS x', 'FROM x'],
    { stages: ['x < a (skipped)', 'x < b', '- < #1'] },
  ],
  ['a number is an image to FROM', ['FROM a', 'FROM 0'], { stages: ['- < a (skipped)', '- < 0'] }],
  ['a platform', ['FROM --platform=linux/amd64 a'], { stages: ['- < a on linux/amd64'] }],
  [
    '$BUILDPLATFORM, known',
    ['FROM --platform=$BUILDPLATFORM a'],
    { stages: ['- < a on linux/amd64'] },
    linux,
  ],
  [
    '$BUILDPLATFORM, not known',
    ['FROM --platform=$BUILDPLATFORM a AS b'],
    {
      stages: ['b < a'],
      images: ['1 FROM a'],
      unknown: ['1 FROM $BUILDPLATFORM: BUILDPLATFORM depends on the platform'],
    },
  ],
  ['TARGETARCH in a name', ['FROM base-${TARGETARCH}'], { images: ['1 FROM base-arm64'] }, linux],
  [
    'TARGETARCH, not known',
    ['FROM base-${TARGETARCH}'],
    {
      stages: ['- < ?'],
      images: [],
      unknown: ['1 FROM base-${TARGETARCH}: TARGETARCH depends on the platform'],
    },
  ],
  [
    'an alternative stage for each architecture',
    ['FROM a AS base-amd64', 'FROM b AS base-arm64', 'FROM base-$TARGETARCH'],
    { stages: ['base-amd64 < a (skipped)', 'base-arm64 < b', '- < #1'] },
    linux,
  ],
  [
    'platform forms',
    ['FROM $TARGETPLATFORM-$TARGETOS-$TARGETARCH-$TARGETVARIANT'],
    { images: ['1 FROM linux/arm/v7-linux-arm-v7'] },
    { platforms: { target: 'linux/arm' } },
  ],
  [
    'arm64 without its only variant',
    ['FROM $TARGETPLATFORM'],
    { images: ['1 FROM linux/arm64'] },
    { platforms: { target: 'linux/aarch64/v8' } },
  ],
  ['TARGETSTAGE', ['FROM a-$TARGETSTAGE AS prod'], { images: ['1 FROM a-prod'] }],
  ['quotes', ['FROM "node:22"'], { images: ['1 FROM node:22'] }],
  ['no name', ['FROM'], { stages: ['- < ?'], unknown: ['1 FROM : is empty'] }],
  [
    'no FROM',
    ['COPY a b'],
    {
      stages: [],
      sources: [],
      unknown: ['1 COPY COPY: stands before the first FROM', '1 FROM FROM: is missing'],
    },
  ],
  ['nothing', [''], { stages: [], unknown: ['1 FROM FROM: is missing'] }],
];

const ARG_CASES: readonly Case[] = [
  [
    'a platform argument, given',
    ['FROM a-$TARGETARCH'],
    { images: ['1 FROM a-riscv64'] },
    { ...linux, args: { TARGETARCH: 'riscv64' } },
  ],
  ['ENV without a value', ['FROM a', 'ENV A', 'COPY ${A:-x} y /'], { sources: ['3 COPY y'] }],
  ['an ARG of nothing', ['ARG', 'FROM a'], { images: ['2 FROM a'] }],
  ['an ARG with quotes and escapes', ['ARG V="22 x"\\ y', 'FROM a-${V% x y}'], { stages: ['- < ?'] }],
  ['on scratch nothing else sets a value', ['FROM scratch', 'COPY ${D:-src} /'], { sources: ['2 COPY src'] }],
  ['a default', ['ARG V=22', 'FROM node:$V'], { images: ['2 FROM node:22'] }],
  [
    'a build argument wins',
    ['ARG V=22', 'FROM node:${V}'],
    { images: ['2 FROM node:20'] },
    args({ V: '20' }),
  ],
  [
    'a build argument without an ARG does nothing',
    ['FROM node:${V}'],
    { images: [], unknown: ['1 FROM node:${V}: V has no value'] },
    args({ V: '20' }),
  ],
  [
    'an ARG without a value',
    ['ARG V', 'FROM node:${V}'],
    { stages: ['- < ?'], unknown: ['2 FROM node:${V}: V has no value'] },
  ],
  [
    'an ARG without a default, given',
    ['ARG V', 'FROM node:${V}'],
    { images: ['2 FROM node:20'] },
    args({ V: '20' }),
  ],
  ['an empty default', ['ARG REGISTRY=', 'FROM ${REGISTRY}node:22'], { images: ['2 FROM node:22'] }],
  [
    'one ARG made from another',
    ['ARG V=22', 'ARG TAG=${V}-slim', 'FROM node:$TAG'],
    { images: ['3 FROM node:22-slim'] },
  ],
  [
    'several in one ARG, with quotes',
    ['ARG V=22 F="slim" U', 'FROM node:$V-$F'],
    { images: ['2 FROM node:22-slim'] },
  ],
  ['a default in place', ['FROM node:${V:-22}'], { images: ['1 FROM node:22'] }],
  ['a default for the empty', ['ARG V=', 'FROM node${V:+:}${V:-:22}${V-x}'], { images: ['2 FROM node:22'] }],
  ['an alternative', ['ARG V=1', 'FROM a${V:+-debug}'], { images: ['2 FROM a-debug'] }],
  [
    'a required one that is missing',
    ['FROM a:${V:?required}'],
    { unknown: ['1 FROM a:${V:?required}: V: required'] },
  ],
  [
    'cut and replaced',
    ['ARG V=v1.2.3-rc', 'FROM a:${V#v} AS x', 'FROM b:${V%-*} AS y', 'FROM ${V//./_}'],
    { images: ['2 FROM a:1.2.3-rc (skipped)', '3 FROM b:v1.2.3 (skipped)', '4 FROM v1_2_3-rc'] },
  ],
  ['an escaped dollar', ['FROM a\\$V'], { images: ['1 FROM a$V'] }],
  ['a broken substitution', ['FROM a${V'], { stages: ['- < ?'] }],
  [
    'ARG does not reach a stage by itself',
    ['ARG D=src', 'FROM scratch', 'COPY $D /'],
    { sources: [], unknown: ['3 COPY $D: D has no value'] },
  ],
  ['a bare ARG in a stage', ['ARG D=src', 'FROM a', 'ARG D', 'COPY $D /'], { sources: ['4 COPY src'] }],
  [
    'a stage ARG with its own default',
    ['ARG D=src', 'FROM a', 'ARG D=lib', 'COPY $D /'],
    { sources: ['4 COPY lib'] },
  ],
  [
    'a stage ARG, given',
    ['FROM a', 'ARG D=lib', 'COPY $D /'],
    { sources: ['3 COPY app'] },
    args({ D: 'app' }),
  ],
  [
    'before its ARG',
    ['FROM a', 'COPY $D /', 'ARG D=lib'],
    { unknown: ['2 COPY $D: D may be set by the base image'] },
  ],
  [
    'ENV, both forms',
    ['FROM a', 'ENV A=x B="y z"', 'ENV C p q', 'COPY $A/$C /'],
    { sources: ['4 COPY x/p q'] },
  ],
  [
    'ENV sees the values before it',
    ['FROM a', 'ENV A=x', 'ENV A=y B=$A', 'COPY $B /'],
    { sources: ['4 COPY x'] },
  ],
  [
    'ENV of what is not known',
    ['FROM a', 'ENV A=$HOME/x', 'COPY $A ok /'],
    {
      sources: ['3 COPY ok'],
      unknown: ['3 COPY $A: A is made from what is not known (HOME may be set by the base image)'],
    },
  ],
  [
    'a stage takes over the variables of its base',
    ['FROM a AS b', 'ARG D=src', 'FROM b', 'COPY $D /'],
    { sources: ['4 COPY src'] },
  ],
  [
    'a stage does not see those of its neighbour',
    ['FROM a', 'ARG D=src', 'FROM b', 'COPY $D /'],
    { sources: [] },
  ],
  [
    'an ARG named like a property of objects',
    ['FROM a', 'ARG constructor', 'COPY ${constructor:-x} y /'],
    { sources: ['3 COPY y'] },
  ],
  [
    'TARGETARCH in a stage needs its ARG',
    ['FROM a', 'ARG TARGETARCH', 'COPY bin/$TARGETARCH /'],
    { sources: ['3 COPY bin/arm64'] },
    linux,
  ],
];

const COPY_CASES: readonly Case[] = [
  [
    'paths in their normal form',
    ['FROM a', 'COPY ./a /b/ c/ ./d/../e . .// /'],
    { sources: ['2 COPY a', '2 COPY b', '2 COPY c', '2 COPY e', '2 COPY .', '2 COPY .'] },
  ],
  ['nothing leaves the context', ['FROM a', 'COPY ../../x /'], { sources: ['2 COPY x'] }],
  [
    'wildcards',
    ['FROM a', 'COPY package*.json f?.txt [ab].txt /'],
    {
      sources: ['2 COPY package*.json (wildcard)', '2 COPY f?.txt (wildcard)', '2 COPY [ab].txt (wildcard)'],
    },
  ],
  [
    'the JSON form holds spaces',
    ['FROM a', 'COPY ["my file", "b", "/c"]'],
    { sources: ['2 COPY my file', '2 COPY b'] },
  ],
  [
    'the JSON form knows variables',
    ['FROM a', 'ARG D=x', 'ADD [ "$D/y" , "/c" ]'],
    { sources: ['3 ADD x/y'] },
  ],
  [
    'no JSON after all',
    ['FROM a', "COPY ['x', 'y']"],
    { sources: ['2 COPY [x,'].map((line) => `${line} (wildcard)`) },
  ],
  [
    'quotes around a word',
    ['FROM a', 'COPY "a.txt" \'b.txt\' /'],
    { sources: ['2 COPY a.txt', '2 COPY b.txt'] },
  ],
  [
    'quotes hold no spaces together',
    ['FROM a', 'COPY "my file" /'],
    { sources: [], unknown: ['2 COPY "my: missing "', '2 COPY file": missing "'] },
  ],
  [
    'all flags',
    ['FROM a', 'COPY --link --chown=1:1 --chmod=755 --exclude=*.md --parents ./x/./y*.txt /'],
    { sources: ['2 COPY x/y*.txt (wildcard)'] },
  ],
  ['after --', ['FROM a', 'COPY --link -- --odd /'], { sources: ['2 COPY --odd'] }],
  [
    'from a stage by number',
    ['FROM a', 'FROM b', 'COPY --from=0 x /'],
    { stages: ['- < a', '- < b'], images: ['1 FROM a', '2 FROM b'], sources: [] },
  ],
  [
    'from a stage in another case',
    ['FROM a AS Build', 'FROM b', 'COPY --from=BUILD x /'],
    { stages: ['build < a', '- < b'], images: ['1 FROM a', '2 FROM b'] },
  ],
  ['from a quoted stage', ['FROM a AS x', 'FROM b', 'COPY --from="x" y /'], { stages: ['x < a', '- < b'] }],
  [
    'from an image',
    ['FROM a', 'COPY --from=nginx:1 --chown=a x /'],
    { images: ['1 FROM a', '2 COPY nginx:1'] },
  ],
  ['from scratch', ['FROM a', 'COPY --from=scratch x /'], { images: ['1 FROM a'] }],
  ['from no such number', ['FROM a', 'COPY --from=7 x /'], { unknown: ['2 COPY 7: there is no such stage'] }],
  [
    'from a variable',
    ['ARG I=nginx', 'FROM a', 'ARG I', 'COPY --from=$I x /'],
    { images: ['2 FROM a'], unknown: ['4 COPY $I: variables are not expanded in --from'] },
  ],
  ['from nothing is the context', ['FROM a', 'COPY --from= x /'], { sources: ['2 COPY x'] }],
  [
    'ADD from elsewhere',
    [
      'FROM a',
      'ADD https://a.io/x.tgz git@github.com:o/r.git https://a.io/r.git#main ssh://h/r git://h/r ./y /',
    ],
    { sources: ['2 ADD y'] },
  ],
  ['ADD from elsewhere by a variable', ['FROM a', 'ARG U=https://a.io', 'ADD $U/x /'], { sources: [] }],
  [
    'what only looks like elsewhere',
    ['FROM a', 'ADD github.com/o/r ./https:/x /'],
    { sources: ['2 ADD github.com/o/r', '2 ADD https:/x'] },
  ],
  [
    'no destination',
    ['FROM a', 'COPY x'],
    { sources: [], unknown: ['2 COPY x: needs a source and a destination'] },
  ],
  [
    'Windows',
    ['# escape=`', 'FROM a', 'COPY src\\app `', '  b c:\\app'],
    { sources: ['3 COPY src/app', '3 COPY b'] },
  ],
];

const RUN_CASES: readonly Case[] = [
  [
    'a quoted field of a mount',
    ['FROM a', 'RUN --mount=type=bind,\\"source=a,b\\",target=/x,ro make'],
    { sources: ['2 RUN a,b'] },
  ],
  [
    'a mount of a type that is not known',
    ['FROM a', 'RUN --mount=type=$T,source=x,target=/x make'],
    { sources: [], unknown: ['2 RUN type=$T,source=x,target=/x: T may be set by the base image'] },
  ],
  ['a bind mount of the context', ['FROM a', 'RUN --mount=target=/x make'], { sources: ['2 RUN .'] }],
  [
    'a bind mount with a source',
    ['FROM a', 'RUN --mount=type=bind,source=./libs/,target=/x --mount=type=bind,src=b,dst=/y make'],
    { sources: ['2 RUN libs', '2 RUN b'] },
  ],
  [
    'a mount from an image',
    ['FROM a', 'RUN --mount=type=bind,from=golang:1.23,source=/usr,target=/x make'],
    { images: ['1 FROM a', '2 RUN golang:1.23'], sources: [] },
  ],
  [
    'a mount from a stage',
    ['FROM a AS x', 'FROM b', 'RUN --mount=from=X,target=/x make'],
    { stages: ['x < a', '- < b'] },
  ],
  [
    'a cache mount from an image',
    ['FROM a', 'RUN --mount=type=cache,from=seed,target=/x make'],
    { images: ['1 FROM a', '2 RUN seed'] },
  ],
  [
    'a number is an image to a mount',
    ['FROM a', 'RUN --mount=from=0,target=/x make'],
    { images: ['1 FROM a', '2 RUN 0'] },
  ],
  [
    'mounts of other types',
    [
      'FROM a',
      'RUN --mount=type=cache,target=/c --mount=type=tmpfs,target=/t --mount=type=secret,id=s,source=x --mount=type=SSH make',
    ],
    { sources: [] },
  ],
  [
    'variables in a mount',
    ['FROM a', 'ARG T=bind S=libs', 'RUN --mount=type=$T,source=$S,target=/x make'],
    { sources: ['3 RUN libs'] },
  ],
  [
    'a variable in from',
    ['FROM a', 'RUN --mount=from=$I,target=/x make'],
    { unknown: ['2 RUN $I: variables are not expanded in from='] },
  ],
  [
    'other flags and lines',
    [
      'FROM a',
      'RUN --network=none \\',
      '  --mount=type=bind,source=x,target=/x \\',
      '  # why',
      '  --security=insecure make',
    ],
    { sources: ['2 RUN x'] },
  ],
  [
    'what looks like a flag in the command',
    ['FROM a', 'RUN make --mount=source=x,target=/x'],
    { sources: [] },
  ],
];

const LINE_CASES: readonly Case[] = [
  [
    'a byte order mark and CRLF',
    ['\uFEFF# escape=`\r', 'FROM a\r', 'COPY x `\r', '  y /\r'],
    { sources: ['3 COPY x', '3 COPY y'] },
  ],
  [
    'directives',
    ['# syntax=docker/dockerfile:1', '# check=skip=all', '#ESCAPE = `', 'FROM a', 'COPY x `', ' /'],
    { sources: ['5 COPY x'] },
  ],
  [
    'a directive after a comment is a comment',
    ['# hello', '# escape=`', 'FROM a', 'COPY x \\', ' y /'],
    { sources: ['4 COPY x', '4 COPY y'] },
  ],
  [
    'comments and empty lines between continued ones',
    ['FROM a', 'COPY x \\', '# no \\', '', '   # no', '  y \\  ', ' /'],
    { sources: ['2 COPY x', '2 COPY y'] },
  ],
  ['a word over two lines', ['FROM a', 'CO\\', 'PY fo\\', 'o /'], { sources: ['2 COPY foo'] }],
  ['an escaped escape ends the line', ['FROM a', 'RUN echo \\\\', 'COPY x /'], { sources: ['3 COPY x'] }],
  ['a continuation at the end', ['FROM a', 'COPY x / \\'], { sources: ['2 COPY x'] }],
  [
    'an unknown instruction',
    ['FROM a', 'COPPY x /', 'COPY y /'],
    { sources: ['3 COPY y'], unknown: ['2 COPPY COPPY: is no Dockerfile instruction'] },
  ],
  [
    'a heredoc of RUN',
    ['FROM a', "RUN <<-'END' bash", 'FROM no', 'COPY no /', '\tEND', 'COPY y /'],
    { stages: ['- < a'], sources: ['6 COPY y'] },
  ],
  [
    'a heredoc with a space, and one with a number',
    ['FROM a', 'RUN cat << EOF > /x', 'COPY no /', 'EOF', 'RUN 3<<EOF cat', 'COPY no /', 'EOF', 'COPY y /'],
    { sources: ['8 COPY y'] },
  ],
  [
    'heredocs of COPY',
    ['FROM a', 'COPY <<one.txt <<"two" z /dest/', 'COPY no /', 'one.txt', 'two', 'COPY y /'],
    { sources: ['2 COPY z', '6 COPY y'] },
  ],
  [
    'a heredoc after a continuation',
    ['FROM a', 'RUN x \\', '  <<EOF', 'COPY no / \\', 'EOF', 'COPY y /'],
    { sources: ['6 COPY y'] },
  ],
  [
    'no heredoc',
    [
      'FROM a',
      'RUN echo "<<EOF" $((1<<2)) a<<EOF && cat <<< x',
      'CMD cat <<EOF',
      'RUN ["cat", "<<EOF"]',
      'COPY y /',
    ],
    { sources: ['5 COPY y'] },
  ],
  ['a heredoc without an end takes the rest', ['FROM a', 'RUN <<EOF', 'COPY no /'], { sources: [] }],
];

const STAGE_CASES: readonly Case[] = [
  [
    'the last stage is built',
    ['FROM a AS x', 'COPY x /', 'FROM b', 'COPY y /'],
    {
      stages: ['x < a (skipped)', '- < b'],
      images: ['1 FROM a (skipped)', '3 FROM b'],
      sources: ['2 COPY x (skipped)', '4 COPY y'],
    },
  ],
  [
    'a target',
    ['FROM a AS x', 'COPY x /', 'FROM b', 'COPY y /'],
    { stages: ['x < a', '- < b (skipped)'] },
    { target: 'X' },
  ],
  [
    'a target that is not there',
    ['FROM a AS x', 'FROM b'],
    { stages: ['x < a', '- < b'], unknown: ['1 nope nope: is no stage of this file'] },
    { target: 'nope' },
  ],
  [
    'stages reached over COPY, RUN and FROM',
    [
      'FROM a AS a',
      'FROM b AS b',
      'FROM c AS c',
      'FROM b',
      'COPY --from=a x /',
      'RUN --mount=from=c,target=/c y',
    ],
    { stages: ['a < a', 'b < b', 'c < c', '- < #1'] },
  ],
  [
    'a circle ends',
    ['FROM a AS x', 'COPY --from=y a b', 'FROM b AS y', 'COPY --from=x a b'],
    { stages: ['x < a', 'y < b'] },
  ],
  [
    'ONBUILD',
    ['FROM a', 'ONBUILD COPY src $D /', 'onbuild run --mount=from=img,target=/x y'],
    {
      images: ['1 FROM a', '3 ONBUILD RUN img'],
      sources: ['2 ONBUILD COPY src'],
      unknown: ['2 ONBUILD COPY $D: D is known only in the image built on this one'],
    },
  ],
  [
    'ONBUILD acts in a stage built on it',
    ['FROM a AS x', 'ONBUILD COPY --from=y src /', 'ONBUILD ARG D=lib', 'FROM b AS y', 'FROM x', 'COPY $D /'],
    { stages: ['x < a', 'y < b', '- < #0'], sources: ['6 COPY lib'] },
  ],
  [
    'ONBUILD does not act twice',
    ['FROM a AS x', 'ONBUILD COPY src /', 'FROM x AS y', 'FROM y'],
    { sources: ['2 ONBUILD COPY src', '2 COPY src'] },
  ],
  [
    'no trigger',
    ['FROM a', 'ONBUILD ONBUILD COPY x /', 'ONBUILD FROM b'],
    { sources: [], images: ['1 FROM a'] },
  ],
];

const read = (lines: readonly string[], settings: Partial<ReadSettings> = {}): Dockerfile =>
  readDockerfile(lines.join('\n'), { args: {}, ...settings });

describe('readDockerfile', () => {
  describe.each([
    ['FROM', FROM_CASES],
    ['ARG and ENV', ARG_CASES],
    ['COPY and ADD', COPY_CASES],
    ['RUN', RUN_CASES],
    ['lines', LINE_CASES],
    ['stages', STAGE_CASES],
  ])('%s', (_, cases) => {
    it.each(cases.map(([name, ...rest]) => [name, rest] as const))(
      '%s',
      (_name, [lines, expected, settings]) => {
        expect(summary(read(lines, settings))).toMatchObject(expected);
      },
    );
  });

  it('mentions what happens inside the image', () => {
    const file = read([
      'FROM a AS x',
      'WORKDIR /app',
      'FROM b',
      'ARG P=api',
      'RUN npx nx build api',
      'COPY --from=x /app/$P /y',
    ]);
    expect(file.mentions.map(({ line, text }) => `${line} ${text}`)).toEqual([
      '2 /app',
      '5 npx nx build api',
      '6 /app/api',
    ]);
  });

  const word = fc.constantFrom(
    ...'FROM COPY ADD RUN ARG ENV ONBUILD --from= --mount= --platform=$X <<EOF <<-"E EOF [" " \' ` \\ \\\n \n # , = ${ } $ ${a:- ${a/ ${a% * a b/c . scratch AS'.split(
      ' ',
    ),
  );
  const soup = fc
    .array(fc.oneof(word, fc.string({ maxLength: 3 })), { maxLength: 60 })
    .map((words) => words.join(' '));

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(soup, fc.string({ unit: 'binary' })),
        fc.dictionary(fc.string(), fc.string()),
        (text, given) => {
          expect(() => readDockerfile(text, { args: given })).not.toThrow();
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('reads the same with CRLF', () => {
    fc.assert(
      fc.property(soup, (text) => {
        const withCrlf = text.replace(/\r/g, '').replace(/\n/g, '\r\n');
        expect(readDockerfile(withCrlf, { args: {} })).toEqual(
          readDockerfile(text.replace(/\r/g, ''), { args: {} }),
        );
      }),
    );
  });

  it('copes with a long file of bad lines', () => {
    const text = [
      'FROM a',
      `COPY ${'$'.repeat(50_000)} ${'${a:-'.repeat(10_000)} /`,
      `RUN ${'<<A '.repeat(2_000)}`,
    ].join('\n');
    expect(readDockerfile(text, { args: {} }).stages).toHaveLength(1);
  });
});
