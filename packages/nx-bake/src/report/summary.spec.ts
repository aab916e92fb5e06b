import { replay } from '../testing/transcripts';
import { renderSummary } from './summary';

interface SummaryOptions {
  readonly colour?: boolean;
  readonly withoutImport?: Set<string>;
  readonly width?: number;
}

async function summaryOf(
  name: string,
  { colour = false, withoutImport = new Set<string>(), width }: SummaryOptions = {},
): Promise<string[]> {
  const { call, outcomes } = replay(name);
  const rows = call.targets.map(({ name: target, refs }) => ({
    target,
    project: `@acme/${target}`,
    image: refs[0]!,
    outcome: outcomes.get(target)!,
    size: target === 'mail' && outcomes.get(target)?.kind === 'built' ? 48_300_000 : undefined,
  }));
  const lines = await renderSummary({
    rows,
    bakeCalls: 2,
    callReasons: ['unfinished'],
    withoutImport,
    durationMs: 83_400,
    colour,
    width,
  });
  return lines.map((line) =>
    line.replace(/ +\d+(\.\d+)?m?s(?=  )/g, '  TIME').replace(/sha256:[0-9a-f]{12}/g, 'DIGEST'),
  );
}

describe('renderSummary', () => {
  it('shows one line per image and one for the run', async () => {
    expect(await summaryOf('one-fails')).toEqual([
      '',
      'project        image           outcome     time  cached     size  digest',
      '@acme/billing  acme/billing:1  failed  TIME     0/1                                billing/Dockerfile:2: exit code: 7',
      '@acme/mail     acme/mail:1     built  TIME     0/1  48.3 MB  DIGEST  loaded',
      '@acme/orders   acme/orders:1   cancelled  TIME     0/1                                stopped when @acme/billing failed',
      '',
      '3 images in 2 bake calls (retried unfinished targets), 1m 23.4s: 1 built, 1 failed, 1 cancelled',
    ]);
  });

  it('fits into a terminal, without the columns that matter least', async () => {
    const wide = await summaryOf('one-fails');
    expect(Math.max(...wide.slice(0, -2).map((line) => line.length))).toBeGreaterThan(80);
    for (const width of [80, 76]) {
      const lines = await summaryOf('one-fails', { width });
      expect(Math.max(...lines.slice(0, -2).map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(lines.join('\n')).toMatch(/@acme\/mail.*built.*(DIGEST|[0-9a-f]{12})/u);
    }
  });

  it('cuts a long reason', async () => {
    const lines = await summaryOf('folder-missing');
    expect(lines.join('\n')).toMatch(/failed .*lstat .*no such file/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(160);
  });

  it('says which base failed', async () => {
    expect((await summaryOf('linked-base-fails')).join('\n')).toContain('its base image @acme/base failed');
  });

  it('says whose remote cache could not be read', async () => {
    const lines = await summaryOf('pushed', { withoutImport: new Set(['mail']) });
    expect(lines.at(-1)).toBe('Built without their remote caches, which could not be read: @acme/mail');
  });

  it('has no words for nothing', async () => {
    expect(
      await renderSummary({
        rows: [],
        bakeCalls: 0,
        callReasons: [],
        withoutImport: new Set(),
        durationMs: 0,
        colour: false,
        width: undefined,
      }),
    ).toEqual([]);
  });

  it('paints outcomes without breaking the table', async () => {
    const painted = (await summaryOf('pushed', { colour: true })).map((line) =>
      line.replace(/\u001B\[\d+m/g, ''),
    );
    expect(painted).toEqual(await summaryOf('pushed'));
  });
});
