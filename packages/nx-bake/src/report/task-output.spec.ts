import { createCollector } from '../bake/records/collect';
import { replay } from '../testing/transcripts';
import { renderTaskOutput } from './task-output';

async function outputOf(name: string, target: string): Promise<string> {
  const { call, collector, outcomes } = replay(name);
  const output = await renderTaskOutput({
    target,
    outcome: outcomes.get(target)!,
    vertices: collector.vertices(),
    rerun: `nx run ${target}:docker-build`,
    labels: new Map(call.targets.map((each) => [each.name, each.name])),
  });
  return output.replace(/\b\d+(\.\d+)?m?s\b/g, '0s').replace(/sha256:[0-9a-f]{64}/g, 'DIGEST');
}

describe('renderTaskOutput', () => {
  it('has the target’s own steps in their order, with their logs', async () => {
    expect(await outputOf('pushed', 'orders'))
      .toBe(`[build 1/2] FROM docker.io/library/busybox:stable@DIGEST  0s
[build 2/2] RUN echo compiling; echo warned >&2  0s
  compiling
  warned
[stage-1 2/2] COPY --from=build /bin/true /app  0s
exporting to image  0s
built in 0s, 0 of 2 steps cached, pushed
localhost:5000/acme/orders:1@DIGEST
`);
  });

  it('has the error with the user’s Dockerfile and the way to run it alone', async () => {
    expect(await outputOf('one-fails', 'billing'))
      .toBe(`[1/2] FROM docker.io/library/busybox:stable@DIGEST  0s
[2/2] RUN echo billing starts; sleep 3; echo broken >&2; exit 7  failed after 0s
  billing starts
  broken

[2/2] RUN echo billing starts; sleep 3; echo broken >&2; exit 7
exit code: 7

billing/Dockerfile:2
   1 |     FROM busybox:stable
   2 | >>> RUN echo billing starts; sleep 3; echo broken >&2; exit 7

Run it alone: nx run billing:docker-build
`);
  });

  it.each([
    ['dockerfile-unreadable', 'mail', 'mail/Dockerfile:2\n'],
    ['shared-step-fails', 'mail', '\nmail/Dockerfile\n\nThe same step failed for billing.\n'],
    ['linked-base-fails', 'orders', 'not built: its base image base failed\n'],
    ['one-fails', 'orders', 'not built: stopped when billing failed\n'],
    ['cache-export-fails', 'mail', 'warning: Its cache was not written: error writing layer blob'],
  ])('%s: %s', async (name, target, expected) => {
    expect(await outputOf(name, target)).toContain(expected);
  });

  it('has nothing of other targets', async () => {
    expect(await outputOf('one-fails', 'mail')).not.toContain('billing');
  });

  it('is bounded', async () => {
    const collector = createCollector({ targets: ['a'], logLimit: 64 * 1024 });
    for (let index = 0; index < 20; index += 1) {
      const data = Buffer.from(`line of ${index}\n`.repeat(20_000)).toString('base64');
      collector.feed(
        JSON.stringify({
          vertexes: [{ digest: `d${index}`, name: `[${index}/20] RUN x`, started: '2026-01-01T00:00:00Z' }],
          logs: [{ vertex: `d${index}`, data }],
        }),
      );
    }
    const output = await renderTaskOutput({
      target: 'a',
      outcome: {
        kind: 'cancelled',
        because: { kind: 'signal', signal: 'SIGINT' },
        startTime: undefined,
        endTime: undefined,
        steps: { total: 20, cached: 0 },
        warnings: [],
      },
      vertices: collector.vertices(),
      rerun: '',
      labels: new Map(),
    });
    expect(output.length).toBeLessThan(257 * 1024);
    expect(output).toMatch(/lines left out[\s\S]*stopped by SIGINT\n$/);
  });
});
