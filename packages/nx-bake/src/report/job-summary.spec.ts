import { replay } from '../testing/transcripts';
import { renderJobSummary } from './job-summary';

async function rendered(name: string, more: { image?: string; bakeCalls?: number } = {}): Promise<string> {
  const { call, outcomes } = replay(name);
  return renderJobSummary({
    rows: call.targets.map(({ name: target, refs }) => ({
      target,
      project: `@acme/${target}`,
      image: more.image ?? refs[0]!,
      outcome: outcomes.get(target)!,
      size: undefined,
    })),
    bakeCalls: more.bakeCalls ?? 2,
    callReasons: ['base-images'],
    withoutImport: new Set(call.targets.slice(0, 1).map(({ name: target }) => target)),
    durationMs: 83_400,
    colour: true,
    width: 40,
  });
}

describe('renderJobSummary', () => {
  it('has a row for each image, whole digests and the reason for a second call', async () => {
    const text = await rendered('one-fails');
    expect(text).toMatch(
      /^### 3 images in 2 bake calls \(base images first, so that remote caches hit\), 1m 23.4s/u,
    );
    expect(text).toMatch(
      /^\| &#64;acme\/mail \| <code>acme\/mail:1<\/code> \| ✅ built \| .*<code>sha256:[0-9a-f]{64}<\/code> \| loaded \|$/mu,
    );
    expect(text).toMatch(/❌ failed .*billing\/Dockerfile:2: exit code: 7/u);
    expect(text).toContain('⚠️ Built without their remote caches, which could not be read: &#64;acme/');
    expect(text).not.toContain('\u001B');
  });

  it('lets nothing out of its cell', async () => {
    const text = await rendered('one-fails', { image: 'a|b</code><img src=x>\n| c' });
    expect(text).not.toContain('<img');
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    for (const line of rows) expect(line.match(/\|/gu)).toHaveLength(9);
  });
});
