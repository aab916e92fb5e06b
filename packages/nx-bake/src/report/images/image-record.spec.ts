import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { parseImageRef } from '../../images/parse-image-ref';
import type { OutputKind } from '../../plan/bake-plan';
import { bakeTarget } from '../../testing/bake-target';
import { replay, transcriptNames } from '../../testing/transcripts';
import { imageRecord, type ImageRecord } from './image-record';
import { renderDotenv, variablePrefix } from './images-dotenv';
import { renderImage, renderImages } from './images-json';
import { renderKustomize } from './images-kustomize';

const schema = (name: string): object =>
  JSON.parse(readFileSync(join(__dirname, `../../../schemas/${name}.schema.json`), 'utf8')) as object; // a schema is one
const ajv = new Ajv({ allErrors: true, schemas: [schema('image'), schema('images')] });
const problemsOf = (name: string, text: string): unknown => {
  const validate = ajv.getSchema(`https://unpkg.com/nx-bake/schemas/${name}.schema.json`)!;
  return validate(JSON.parse(text)) ? [] : validate.errors;
};

const tag = (text: string) => {
  const ref = parseImageRef(text, { place: 'here' });
  if (!ref.ok) throw new Error(text);
  return ref.value;
};

/** What the recorded call became, as the records of a run. */
const recordsOf = (transcript: string, output?: OutputKind): ImageRecord[] => {
  const { call, outcomes } = replay(transcript);
  return call.targets.map((target) =>
    imageRecord(
      bakeTarget({ name: target.name, output: output ?? target.output, tags: target.refs.map(tag) }),
      {
        task: `${target.name}:docker-build`,
        name: target.name,
        outcome: outcomes.get(target.name)!,
        contexts: {},
        builderPlatform: 'linux/amd64',
        buildxRef: `default/default/${target.name}`,
      },
    ),
  );
};

describe('image records', () => {
  it.each(transcriptNames())('obey their schemas: %s', (name) => {
    const records = recordsOf(name);
    expect(problemsOf('images', renderImages(records))).toEqual([]);
    for (const record of records) expect(problemsOf('image', renderImage(record))).toEqual([]);
  });

  it('name what to deploy by its digest', () => {
    const [record] = recordsOf('pushed').sort((a, b) => (a.task < b.task ? -1 : 1));
    expect(record).toEqual({
      version: 1,
      task: 'mail:docker-build',
      project: 'mail',
      name: 'mail',
      outcome: 'built',
      output: 'push',
      image: 'localhost:5000/acme/mail',
      tags: ['localhost:5000/acme/mail:1'],
      ref: `localhost:5000/acme/mail:1@${record!.digest!}`,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/u) as string,
      platforms: ['linux/amd64'],
      labels: {},
      buildxRef: 'default/default/mail',
    });
  });

  it('say nothing of a digest where nothing was made', () => {
    const unmade = transcriptNames()
      .flatMap((name) => recordsOf(name))
      .filter(({ outcome }) => !['built', 'reused'].includes(outcome));
    expect(unmade.map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['failed', 'skipped', 'cancelled']),
    );
    for (const record of unmade) expect(Object.keys(record)).not.toEqual(expect.arrayContaining(['digest']));
    for (const record of unmade) expect(record).not.toHaveProperty('ref');
    expect(renderDotenv(unmade)).toBe('NX_BAKE_IMAGES=0\n');
  });

  it('have no reference for what only the build cache has', () => {
    expect(recordsOf('cacheonly').map(({ outcome, ref }) => [outcome, ref])).toEqual([
      ['built', undefined],
      ['built', undefined],
    ]);
  });

  it('are refused with the digest of another run', () => {
    const [failed] = recordsOf('one-fails').filter(({ outcome }) => outcome === 'failed');
    const digest = `sha256:${'0'.repeat(64)}`;
    expect(problemsOf('image', renderImage({ ...failed!, digest }))).not.toEqual([]);
  });
});

describe('variablePrefix', () => {
  it.each([
    ['orders', 'ORDERS'],
    ['@acme/orders-api', 'ACME_ORDERS_API'],
    ['2fa.service', '_2FA_SERVICE'],
    ['größe', 'GR_SSE'],
    ["a'; rm -rf /", 'A_RM_RF'],
  ])('of %s', (name, expected) => {
    expect(variablePrefix(name)).toBe(expected);
  });
});

const DIGEST = `sha256:${'a'.repeat(64)}`;
const made = (name: string, set: Partial<ImageRecord> = {}): ImageRecord => ({
  ...recordsOf('pushed')[0]!,
  name,
  tags: [`ghcr.io/acme/${name}:1.0`],
  ref: `ghcr.io/acme/${name}:1.0@${DIGEST}`,
  digest: DIGEST,
  ...set,
});

describe('renderDotenv', () => {
  it('has a line for each value and nothing else', () => {
    expect(renderDotenv([made('api'), made('web')]).split('\n')).toEqual([
      'NX_BAKE_IMAGES=2',
      `API_IMAGE=ghcr.io/acme/api:1.0@${DIGEST}`,
      `API_DIGEST=${DIGEST}`,
      `WEB_IMAGE=ghcr.io/acme/web:1.0@${DIGEST}`,
      `WEB_DIGEST=${DIGEST}`,
      '',
    ]);
  });
});

describe('renderKustomize', () => {
  const imagesOf = async (...records: ImageRecord[]): Promise<unknown> =>
    (parse(await renderKustomize(records)) as { images: unknown }).images;

  it('replaces tags by digests, for each name that the image has', async () => {
    const tags = ['ghcr.io/acme/api:1.0', 'ghcr.io/acme/api:latest', 'localhost:5000/api:1.0'];
    expect(await imagesOf(made('api', { tags }))).toEqual([
      { name: 'ghcr.io/acme/api', digest: DIGEST },
      { name: 'localhost:5000/api', digest: DIGEST },
    ]);
  });

  it('keeps a tag a text', async () => {
    const loaded = made('api', {
      output: 'load',
      tags: ['acme/api:1.10', 'acme/api:2'],
      ref: 'acme/api:1.10',
    });
    expect(await imagesOf(loaded)).toEqual([{ name: 'acme/api', newTag: '1.10' }]);
  });

  it('is an empty list where nothing was made', async () => {
    expect(await imagesOf(...recordsOf('cacheonly'))).toEqual([]);
  });
});
