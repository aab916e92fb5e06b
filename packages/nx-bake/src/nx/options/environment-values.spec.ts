import { checkShape } from '../../check-shape';
import { formatProblem } from '../../problems';
import { BuildOptionsSchema } from './build-options';
import { withEnvironment } from './environment-values';

const ENV = { VERSION: '1.2', EMPTY: '' };

/** What options are in a run, or what is said of them. */
function inRun(raw: object, env: Readonly<Record<string, string>> | undefined = ENV): unknown {
  const checked = checkShape(BuildOptionsSchema, raw, { place: 'options of api:docker-build' });
  const filled = checked.ok
    ? withEnvironment(checked.value, { env, project: 'api', place: 'api:docker-build' })
    : checked;
  return filled.ok ? filled.value : filled.problems.map(formatProblem).join('\n');
}

describe('values from the environment', () => {
  it.each<[object, unknown]>([
    [{ args: { A: '${VERSION}' } }, { args: { A: '1.2' } }],
    [{ args: { A: 'v${VERSION}-x' } }, { args: { A: 'v1.2-x' } }],
    [{ args: { A: '${NONE:-1.0}' } }, { args: { A: '1.0' } }],
    [{ args: { A: '${NONE:-}' } }, { args: { A: '' } }],
    [{ args: { A: '${EMPTY:-1.0}' } }, { args: { A: '1.0' } }],
    [{ args: { A: '${EMPTY-1.0}' } }, { args: { A: '' } }],
    [{ args: { A: '${EMPTY}' } }, { args: { A: '' } }],
    [{ args: { VERSION: null } }, { args: { VERSION: '1.2' } }],
    [{ args: { NONE: null } }, { args: {} }],
    [
      { args: ['VERSION', 'NONE', 'A=1', 'B=', 'C=a=b'] },
      { args: { VERSION: '1.2', A: '1', B: '', C: 'a=b' } },
    ],
    [{ args: { A: '$${VERSION}' } }, { args: { A: '${VERSION}' } }],
    [{ args: { A: '$VERSION and $5 and %{x}' } }, { args: { A: '$VERSION and $5 and %{x}' } }],
    [{ labels: { team: '${VERSION}' } }, { labels: { team: '1.2' } }],
    [{ labels: ['team=${VERSION}'] }, { labels: { team: '1.2' } }],
    [{ annotations: ['index:v=${VERSION}'] }, { annotations: ['index:v=1.2'] }],
    [{ tags: ['${VERSION}'] }, { tags: ['type=raw,value={env.VERSION}'] }],
    [{ tags: 'v${VERSION},latest' }, { tags: ['type=raw,value=v{env.VERSION}', 'latest'] }],
  ])('%j is %j', (raw, expected) => {
    expect(inRun(raw)).toEqual(expected);
  });

  it.each<[object, RegExp]>([
    [
      { args: { A: '${NONE}' } },
      /^NX_BAKE_VARIABLE_MISSING: \[api\] options of api:docker-build: args\.A takes "\$\{NONE\}"/,
    ],
    [{ labels: { a: '${NONE}' }, args: { B: '${NONE}' } }, /args\.B[^]*\n[^]*labels\.a/],
    [{ args: { A: '${a.b}' } }, /^NX_BAKE_INVALID_OPTION[^]*args\.A is "\$\{a\.b\}"/],
    [{ args: { A: '${VERSION' } }, /^NX_BAKE_INVALID_OPTION/],
    [{ labels: ['team'] }, /^NX_BAKE_INVALID_OPTION: [^]*labels/],
    [{ labels: { team: null } }, /^NX_BAKE_INVALID_OPTION: [^]*labels/],
    [{ args: { A: { b: 1 } } }, /^NX_BAKE_INVALID_OPTION: [^]*args/],
  ])('%j is refused', (raw, expected) => {
    expect(inRun(raw)).toMatch(expected);
  });

  it('have no say where none is asked for: defaults count, the rest is left out', () => {
    const raw = {
      args: { A: '${VERSION}', B: '${VERSION:-1}', VERSION: null, C: 'c' },
      annotations: ['${NONE}'],
    };
    const checked = checkShape(BuildOptionsSchema, raw, { place: 'x' });
    if (!checked.ok) throw new Error('not ok');
    const filled = withEnvironment(checked.value, { env: undefined, project: 'api', place: 'x' });
    expect(filled).toEqual({ ok: true, value: { args: { B: '1', C: 'c' }, annotations: [] } });
  });
});
