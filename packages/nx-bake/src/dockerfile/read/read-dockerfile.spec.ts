import fc from 'fast-check';
import type { Dockerfile, ReadSettings, Reference, Use } from './dockerfile';
import type { DockerfileSummary } from '../../testing/dockerfiles/dockerfile-case';
import { DOCKERFILE_TABLE } from '../../testing/dockerfiles/dockerfile-table';
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
const summary = (file: Dockerfile): DockerfileSummary => ({
  stages: file.stages.map(
    ({ name, base, platform, needed }) =>
      `${name ?? '-'} < ${spellReference(base)}${platform === undefined ? '' : ` on ${platform}`}${needed ? '' : ' (skipped)'}`,
  ),
  images: file.images.map((use) => spellUse(use, use.name)),
  sources: file.localSources.map((use) => spellUse(use, use.source + (use.wildcard ? ' (wildcard)' : ''))),
  unknown: file.unknown.map((use) => `${spellUse(use, use.text)}: ${use.why}`),
});

const read = (lines: readonly string[], settings: Partial<ReadSettings> = {}): Dockerfile =>
  readDockerfile(lines.join('\n'), { args: {}, ...settings });

describe('readDockerfile', () => {
  describe.each(Object.entries(DOCKERFILE_TABLE))('%s', (_, cases) => {
    it.each(cases)('$name', ({ lines, settings, stages = [], images = [], sources = [], unknown = [] }) => {
      expect(summary(read(lines, settings))).toEqual({ stages, images, sources, unknown });
    });
  });

  it('has each Dockerfile of the table once', () => {
    const cases = Object.values(DOCKERFILE_TABLE).flat();
    const texts = cases.map(({ lines, settings }) => JSON.stringify([lines, settings]));
    expect(new Set(texts).size).toBe(cases.length);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    expect(new Set(cases.map(({ lines }) => lines.join('\n'))).size).toBeGreaterThanOrEqual(200);
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
