import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bakeTarget } from '../testing/bake-target';
import { readHcl, readHclBlocks } from '../testing/hcl2-judge';
import { hostileList, hostileMap, hostileText, nfc, nfcMap } from '../testing/hostile-text';
import { GOLDEN_PLAN, GOLDEN_VARIABLES } from '../testing/golden-plan';
import { isOurBakeFile } from './bake-file-header';
import { renderBakeFile } from './render-bake-file';

const golden = (file: string): string =>
  readFileSync(resolve(__dirname, '../../fixtures/bake-files', file), 'utf8');

describe('renderBakeFile', () => {
  it('writes the file to commit', () => {
    expect(renderBakeFile(GOLDEN_PLAN, GOLDEN_VARIABLES)).toBe(golden('committed.hcl'));
  });

  it('writes the file of one run', () => {
    expect(renderBakeFile(GOLDEN_PLAN)).toBe(golden('run.hcl'));
  });

  it.each([undefined, GOLDEN_VARIABLES])('says whose it is (%j)', (variables) => {
    const text = renderBakeFile({ targets: [] }, variables);
    expect(isOurBakeFile(text)).toBe(true);
    expect(text).toMatch(/[^\n]\n$/u);
  });

  it('declares no variables in the file of one run', async () => {
    expect(Object.keys(await readHcl(renderBakeFile(GOLDEN_PLAN)))).toEqual(['group', 'target']);
  });

  it('gives an empty plan an empty default group', async () => {
    expect((await readHclBlocks(renderBakeFile({ targets: [] }), 'group'))['default']).toEqual({
      targets: [],
    });
  });

  it('writes the same bytes in whatever order targets and keys come', () => {
    const reversed = GOLDEN_PLAN.targets
      .toReversed()
      .map((target) => ({ ...target, args: Object.fromEntries(Object.entries(target.args).reverse()) }));
    expect(renderBakeFile({ targets: reversed })).toBe(renderBakeFile(GOLDEN_PLAN));
  });

  it('keeps a hostile project name inside its comment', async () => {
    const text = renderBakeFile({ targets: [bakeTarget({ name: 'x', project: 'a\n}\ntarget "y" {' })] });
    expect(text).toContain(String.raw`# Nx project "a\n}\ntarget \"y\" {"`);
    expect(Object.keys(await readHclBlocks(text, 'target'))).toEqual(['x']);
  });

  it('puts the parameters of a cache into CSV', async () => {
    const attributes = { dest: '.cache/a,b "c"', mode: 'max' };
    const text = renderBakeFile({
      targets: [bakeTarget({ name: 'x', cacheTo: [{ type: 'local', attributes }] })],
    });
    expect((await readHclBlocks(text, 'target'))['x']).toMatchObject({
      'cache-to': ['type=local,"dest=.cache/a,b ""c""",mode=max'],
    });
  });

  it('is read back as what was in the plan', async () => {
    const places = fc.record({
      args: hostileMap,
      labels: hostileMap,
      contexts: hostileMap,
      'extra-hosts': hostileMap,
      annotations: hostileList,
      secret: hostileList,
      context: hostileText,
      dockerfile: hostileText,
      description: hostileText,
    });
    await fc.assert(
      fc.asyncProperty(places, fc.constantFrom(undefined, GOLDEN_VARIABLES), async (hostile, variables) => {
        const text = renderBakeFile({ targets: [bakeTarget({ name: 'x', ...hostile })] }, variables);
        const read = (await readHclBlocks(text, 'target'))['x'];
        const {
          args = {},
          labels = {},
          contexts = {},
          'extra-hosts': extraHosts = {},
          annotations = [],
          secret = [],
          ...texts
        } = read!;
        expect({ args, labels, contexts, extraHosts, annotations, secret }).toEqual({
          args: nfcMap(hostile.args),
          labels: nfcMap(hostile.labels),
          contexts: nfcMap(hostile.contexts),
          extraHosts: nfcMap(hostile['extra-hosts']),
          annotations: hostile.annotations.map(nfc),
          secret: hostile.secret.map(nfc),
        });
        expect(texts).toEqual({
          context: nfc(hostile.context),
          dockerfile: nfc(hostile.dockerfile),
          description: nfc(hostile.description),
          ...(variables === undefined && { output: ['type=cacheonly'] }),
        });
      }),
    );
  });
});
