import { mergeFlags } from './merge-flags';

describe('mergeFlags', () => {
  it('keeps what is configured beside a flag for one key', () => {
    const merged = mergeFlags({ args: { A: '1', B: '2' } }, { args: { B: 3 } }, ['--args.B=3']);
    expect(merged).toEqual({ args: { A: '1', B: '3' } });
  });

  it.each([
    ['extra-hosts', '--extra-hosts.b=10.50'],
    ['extra-hosts', '--extraHosts.b=10.50'],
    ['extraHosts', '--extra-hosts.b=10.50'],
    ['extraHosts', '--extraHosts.b=10.50'],
  ])('does so under both spellings of an option: %s and %s', (key, flag) => {
    const typed = flag.startsWith('--extraHosts') ? 'extraHosts' : 'extra-hosts';
    const configured = { [key]: { a: '1' } };
    expect(mergeFlags(configured, { ...configured, [typed]: { b: 10.5 } }, [flag])).toEqual({
      'extra-hosts': { a: '1', b: '10.50' },
    });
  });

  it.each([
    [['--args.VERSION=1.10'], '1.10'],
    [['--args.VERSION', '1.10'], '1.10'],
    [['--args.VERSION=a=b'], 'a=b'],
    [['--args.VERSION='], ''],
  ])('takes the value of %j as typed', (typed, expected) => {
    expect(mergeFlags({}, { args: { VERSION: 1.1 } }, typed)).toEqual({ args: { VERSION: expected } });
  });

  it.each([[['--tags=1.10']], [['--tags', '1.10']]])(
    'takes a text that looks like a number as typed: %j',
    (typed) => {
      expect(mergeFlags({}, { tags: 1.1 }, typed)).toEqual({ tags: '1.10' });
    },
  );

  it.each<[string[], unknown[], string[]]>([
    [
      ['--tags=1.10', '--tags=1.20'],
      [1.1, 1.2],
      ['1.10', '1.20'],
    ],
    [
      ['--tags', '1.10', '--push', '--tags', 'latest'],
      [1.1, 'latest'],
      ['1.10', 'latest'],
    ],
  ])('takes all of a repeated flag as typed: %j', (typed, tags, expected) => {
    expect(mergeFlags({ tags: ['edge'] }, { tags }, typed)).toEqual({ tags: expected });
  });

  it('takes a number as typed under both spellings of an option', () => {
    expect(mergeFlags({}, { 'shm-size': 64 }, ['--shmSize=064'])).toEqual({ 'shm-size': '064' });
    expect(mergeFlags({}, { shmSize: 64 }, ['--shm-size', '064'])).toEqual({ 'shm-size': '064' });
  });

  it('leaves numbers of the configuration to the check of options', () => {
    expect(mergeFlags({ tags: [1.1] }, { tags: [1.1] }, ['--push'])).toEqual({ tags: [1.1] });
  });

  it('reads --no-cache as docker means it, and leaves the cache option alone', () => {
    const typed = ['--no-cache'];
    expect(mergeFlags({ cache: 'inline' }, { cache: false }, typed)).toEqual({
      cache: 'inline',
      'no-cache': true,
    });
    expect(mergeFlags({}, { cache: false }, typed)).toEqual({ 'no-cache': true });
  });

  it("drops Nx's own keys and takes both spellings of an option", () => {
    const merged = mergeFlags(
      {},
      { __overrides_unparsed__: [], verbose: true, 'dry-run': true, noCacheFilter: 'a' },
      [],
    );
    expect(merged).toEqual({ dryRun: true, 'no-cache-filter': 'a' });
  });
});
