import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createArgs, type WantedBuilder } from './create-builder';
import { findBuilder } from './find-builder';

const builder = (name: string, more: object = {}) =>
  JSON.stringify({ Name: name, Driver: 'docker', ...more });

/** A docker whose builder `new` can be created, and started when `starts`. */
const script = (folder: string, starts: boolean): string => `#!/bin/sh
echo "$@" >> "${folder}/calls"
case "$1 $2" in
  'buildx version') echo 'github.com/docker/buildx v0.29.1 abc' ;;
  'buildx ls') cat "${folder}/builders" ;;
  'buildx create') [ "$4" != taken ] || { echo 'ERROR: existing instance for "taken"' >&2; exit 1; }; echo '${builder('new')}' >> "${folder}/builders" ;;
  'buildx inspect') ${starts ? ':' : "echo 'pulling' >&2; echo 'ERROR: no such image' >&2; exit 1"} ;;
  'buildx rm') sed -i '/"new"/d' "${folder}/builders" ;;
esac
`;

describe('findBuilder', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nx-bake-builder-'));
    writeFileSync(
      join(folder, 'builders'),
      `${[builder('default', { Current: true }), builder('other'), builder('down', { Err: 'Cannot connect' })].join('\n')}\n`,
    );
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const find = (wanted: WantedBuilder | undefined, { starts = true, env = {} } = {}) => {
    writeFileSync(join(folder, 'docker'), script(folder, starts));
    chmodSync(join(folder, 'docker'), 0o755);
    return findBuilder(
      { cwd: folder, env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, ...env } },
      wanted,
    );
  };
  const calls = () =>
    readFileSync(join(folder, 'calls'), 'utf8')
      .split('\n')
      .filter((call) => /buildx (?:create|inspect|rm)/u.test(call));

  it.each<[string, WantedBuilder | undefined, Record<string, string>, string]>([
    ['the current one', undefined, {}, 'default'],
    [
      'the current one, an empty BUILDX_BUILDER notwithstanding',
      undefined,
      { BUILDX_BUILDER: '' },
      'default',
    ],
    ['that of BUILDX_BUILDER', undefined, { BUILDX_BUILDER: 'other' }, 'other'],
    ['the wanted one before that', { name: 'default' }, { BUILDX_BUILDER: 'other' }, 'default'],
    [
      'the wanted one as it is, where it is there',
      { name: 'other', driver: 'remote', create: true },
      {},
      'other',
    ],
  ])('%s', async (_, wanted, env, name) => {
    expect(await find(wanted, { env })).toMatchObject({ ok: true, value: { name, buildxVersion: '0.29.1' } });
    expect(calls()).toEqual([]);
  });

  it.each<[string, WantedBuilder, object]>([
    [
      'one that is not there',
      { name: 'new' },
      { kind: 'builder-missing', known: ['default', 'other', 'down'] },
    ],
    ['one that does not answer', { name: 'down' }, { kind: 'engine-unreachable', detail: 'Cannot connect' }],
  ])('misses %s', async (_, wanted, problem) => {
    expect(await find(wanted)).toMatchObject({ ok: false, problems: [problem] });
    expect(calls()).toEqual([]);
  });

  it('creates and starts one that is not there, when asked', async () => {
    expect(await find({ name: 'new', create: true })).toMatchObject({ ok: true, value: { name: 'new' } });
    expect(calls()).toEqual([
      'buildx create --name new --driver docker-container',
      'buildx inspect --bootstrap new',
    ]);
  });

  it('removes one again that does not start', async () => {
    const problem = { kind: 'builder-not-created', builder: 'new', detail: 'ERROR: no such image' };
    expect(await find({ name: 'new', create: true }, { starts: false })).toEqual({
      ok: false,
      problems: [problem],
    });
    expect(calls().at(-1)).toBe('buildx rm --force new');
    expect(readFileSync(join(folder, 'builders'), 'utf8')).not.toContain('new');
  });

  it("leaves somebody else's alone that came in between", async () => {
    await find({ name: 'taken', create: true });
    expect(calls()).toEqual(['buildx create --name taken --driver docker-container']);
  });
});

describe('createArgs', () => {
  it('has what was wanted, under the names of buildx', () => {
    const driverOpts = { network: 'host', 'env.http_proxy': 'http://proxy:3128' };
    expect(
      createArgs({ name: 'ci', driver: 'kubernetes', driverOpts, buildkitdConfig: 'buildkitd.toml' }),
    ).toEqual([
      ...['buildx', 'create', '--name', 'ci', '--driver', 'kubernetes'],
      ...['--driver-opt', 'network=host', '--driver-opt', 'env.http_proxy=http://proxy:3128'],
      ...['--buildkitd-config', 'buildkitd.toml'],
    ]);
  });
});
