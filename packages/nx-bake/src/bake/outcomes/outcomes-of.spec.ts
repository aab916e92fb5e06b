import { replay, transcriptNames } from '../../testing/transcripts';
import { createCollector } from '../records/collect';
import type { Outcome } from './outcome';
import { outcomesOf } from './outcomes-of';

/** `mail=built orders=cancelled:billing`: the outcomes of a transcript at a glance. */
const glance = (outcomes: ReadonlyMap<string, Outcome>): string =>
  [...outcomes].map(([target, outcome]) => `${target}=${outcome.kind}${detail(outcome)}`).join(' ');

function detail(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'built':
    case 'reused':
      return '';
    case 'failed':
      return `:${outcome.failureClass}${outcome.transient ? ' (transient)' : ''}`;
    case 'skipped':
      return `:${outcome.base}`;
    case 'cancelled':
      return `:${outcome.because.kind === 'target' ? outcome.because.target : outcome.because.signal}`;
  }
}

const EXPECTED: Readonly<Record<string, string>> = {
  'all-cached': 'mail=reused orders=reused',
  'cache-export-fails': 'mail=built orders=built',
  'cache-export-fails-call': 'mail=built orders=cancelled:mail',
  'cache-import-broken': 'mail=failed:cache-import orders=cancelled:mail',
  cacheonly: 'mail=built orders=built',
  'cacheonly-one-fails': 'billing=failed:step mail=cancelled:billing',
  'colour-and-umlauts': 'orders=built',
  'copy-missing': 'mail=failed:step orders=cancelled:mail',
  'dockerfile-unreadable': 'mail=failed:dockerfile orders=cancelled:mail',
  'engine-stopped': 'billing=failed:unknown (transient) mail=built orders=cancelled:billing',
  'folder-missing': 'mail=failed:refused orders=failed:refused',
  'image-missing': 'mail=failed:registry orders=cancelled:mail',
  interrupted: 'mail=failed:overload orders=failed:overload',
  killed: 'mail=failed:unknown orders=failed:unknown',
  linked: 'base=built mail=built orders=built',
  'linked-base-fails': 'base=failed:step mail=skipped:base orders=skipped:base web=cancelled:base',
  'linked-base-unreadable': 'base=failed:dockerfile mail=skipped:base orders=skipped:base',
  'metadata-one-fails': 'billing=failed:step mail=built',
  'one-fails': 'billing=failed:step mail=built orders=cancelled:billing',
  platforms: 'mail=built orders=built',
  overload: Array.from({ length: 150 }, (_, index) =>
    index === 47 ? 's47=failed:overload' : `s${index}=cancelled:s47`,
  ).join(' '),
  'pull-refused': 'mail=failed:registry (transient) orders=cancelled:mail',
  'push-refused': 'mail=failed:registry (transient) orders=cancelled:mail',
  pushed: 'mail=built orders=built',
  'pushed-with-cache': 'mail=built orders=built',
  'restored-from-cache': 'mail=reused orders=reused',
  'shared-step': 'mail=built orders=built',
  'shared-step-fails': 'billing=failed:step mail=failed:step orders=cancelled:billing',
  single: 'orders=built',
  'single-fails': 'orders=failed:step',
  'stage-missing': 'mail=failed:dockerfile orders=cancelled:mail',
  'two-fail': 'billing=failed:step mail=failed:step',
  warnings: 'mail=built orders=built',
};

describe('outcomesOf', () => {
  it.each(transcriptNames())('%s', (name) => {
    expect(glance(replay(name).outcomes)).toBe(EXPECTED[name]);
  });

  it('has the digest of an image that was pushed, and where it is', () => {
    const { outcomes, lines } = replay('pushed');
    const mail = outcomes.get('mail');
    expect(mail).toMatchObject({
      kind: 'built',
      pushed: ['localhost:5000/acme/mail:1'],
      loaded: [],
      warnings: [],
    });
    const digest = mail?.kind === 'built' ? mail.digest : undefined;
    expect(lines.join()).toContain(`pushing manifest for localhost:5000/acme/mail:1@${digest ?? '?'}`);
  });

  it('has the index of an image of several platforms as its digest', () => {
    const { outcomes, lines } = replay('platforms');
    const mail = outcomes.get('mail');
    expect(lines.join()).toContain(
      `exporting manifest list ${mail?.kind === 'built' ? (mail.digest ?? '?') : '?'}`,
    );
  });

  it('shows the lines of the user’s Dockerfile', () => {
    expect(replay('one-fails').outcomes.get('billing')).toMatchObject({
      reason: 'exit code: 7',
      exitCode: 7,
      step: '[2/2] RUN echo billing starts; sleep 3; echo broken >&2; exit 7',
      log: 'billing starts\nbroken\n',
      excerpt: {
        path: 'billing/Dockerfile',
        line: 2,
        lines: [
          '   1 |     FROM busybox:stable',
          '   2 | >>> RUN echo billing starts; sleep 3; echo broken >&2; exit 7',
          '   3 |     ',
        ],
      },
    });
  });

  it('shows them only of the Dockerfile that they are of', () => {
    const { outcomes } = replay('shared-step-fails');
    expect(outcomes.get('billing')).toMatchObject({
      sharedWith: ['mail'],
      excerpt: { path: 'billing/Dockerfile' },
    });
    expect(outcomes.get('mail')).toMatchObject({ sharedWith: ['billing'], dockerfile: 'mail/Dockerfile' });
    expect(outcomes.get('mail')).toMatchObject({ excerpt: undefined });
  });

  it('shows the base’s, although buildx blames a user of it', () => {
    const { outcomes, lines } = replay('linked-base-fails');
    expect(lines.join('\n')).toMatch(/^ERROR: target (mail|orders):/m);
    expect(outcomes.get('base')).toMatchObject({
      sharedWith: [],
      excerpt: { path: 'base/Dockerfile', line: 2 },
    });
  });

  it('counts the steps of a base only for the base', () => {
    const steps = [...replay('linked').outcomes.values()].map((outcome) => outcome.steps.total);
    expect(steps).toEqual([1, 1, 1]);
  });

  it('warns of a cache that was not written, and of what the Dockerfile check found', () => {
    expect(replay('cache-export-fails').outcomes.get('mail')?.warnings).toEqual([
      expect.stringContaining('Its cache was not written: error writing layer blob'),
    ]);
    expect(replay('warnings').outcomes.get('mail')?.warnings).toEqual([
      expect.stringContaining('mail/Dockerfile:1: ConsistentInstructionCasing'),
      expect.stringContaining('mail/Dockerfile:3: JSONArgsRecommended'),
    ]);
  });

  it('does not mind a cache that is not there yet', () => {
    expect(replay('pushed-with-cache').lines.join()).toContain('failed to configure registry cache importer');
    expect(replay('pushed-with-cache').outcomes.get('mail')).toMatchObject({ kind: 'built', warnings: [] });
  });

  it('says of an interrupted call that it was interrupted, and by what', () => {
    expect(glance(replay('interrupted', { interruptedBy: 'SIGINT' }).outcomes)).toBe(
      'mail=cancelled:SIGINT orders=cancelled:SIGINT',
    );
  });

  it('takes an engine that hangs up on a call that was stopped for no failure', () => {
    expect(glance(replay('engine-stopped', { interruptedBy: 'SIGTERM' }).outcomes)).toBe(
      'billing=cancelled:SIGTERM mail=built orders=cancelled:SIGTERM',
    );
  });

  it.each(transcriptNames())('answers for every target and claims no success too early: %s', (name) => {
    const { call, lines, outcomes } = replay(name);
    const exit = { code: 1, signalName: null };
    for (let length = 0; length < lines.length; length += 7) {
      const collector = createCollector({
        targets: call.targets.map((target) => target.name),
        logLimit: 1000,
      });
      lines.slice(0, length).forEach((line) => collector.feed(line));
      const early = outcomesOf(collector, { ...call, exit });
      expect([...early.keys()]).toEqual(call.targets.map((target) => target.name));
      for (const [target, outcome] of early) {
        if (outcome.kind === 'built' || outcome.kind === 'reused') {
          expect(['built', 'reused']).toContain(outcomes.get(target)?.kind);
        }
      }
    }
  });

  it.each([
    ['of a Dockerfile without a step', ['[1/1] FROM docker.io/library/busybox:stable@sha256:a'], 'reused'],
    ['of one on a named context', ['[context base] oci-layout://base@sha256:a'], 'reused'],
    ['of one on nothing', [], 'reused'],
    ['of one with a frontend', ['docker-image://docker.io/docker/dockerfile:1@sha256:a'], 'reused'],
    ['of another frontend', ['install packages'], 'built'],
    ['with a step', ['[1/2] FROM busybox', '[2/2] RUN true'], 'built'],
  ])('knows a build %s', (_, names, kind) => {
    const collector = createCollector({ targets: ['mail'], logLimit: 1000 });
    const times = { started: '2026-11-23T20:00:00Z', completed: '2026-11-23T20:00:01Z' };
    for (const name of ['[internal] load build definition from Dockerfile', ...names, 'exporting to image'])
      collector.feed(JSON.stringify({ vertexes: [{ digest: `sha256:${name}`, name, ...times }] }));
    const mail = {
      name: 'mail',
      output: 'load' as const,
      refs: ['acme/mail:1'],
      dockerfile: 'mail/Dockerfile',
      bases: [],
    };
    const exit = { code: 0, signalName: null };
    expect(outcomesOf(collector, { targets: [mail], exit }).get('mail')?.kind).toBe(kind);
  });

  it('is no success when a call that ended well never told of the export', () => {
    const { call } = replay('pushed');
    const collector = createCollector({ targets: ['mail', 'orders'], logLimit: 1000 });
    expect(outcomesOf(collector, call).get('mail')).toMatchObject({
      kind: 'failed',
      failureClass: 'unknown',
    });
  });
});
