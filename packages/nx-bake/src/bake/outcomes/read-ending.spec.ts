import { replay } from '../../testing/transcripts';
import { readEnding } from './read-ending';

describe('readEnding', () => {
  it('finds the blamed target, the message and the piece of the Dockerfile', () => {
    expect(readEnding(replay('dockerfile-unreadable').collector.textLines())).toEqual([
      {
        target: 'mail',
        message:
          'failed to solve: dockerfile parse error on line 2: unknown instruction: RUM (did you mean RUN?)',
        source: {
          file: 'Dockerfile',
          line: 2,
          lines: ['   1 |     FROM busybox:stable', '   2 | >>> RUM echo typo', '   3 |     '],
        },
      },
    ]);
  });

  it('does without a piece of a Dockerfile', () => {
    expect(readEnding(replay('stage-missing').collector.textLines())).toEqual([
      { target: 'mail', message: 'failed to solve: target stage "nowhere" could not be found' },
    ]);
  });

  it('takes an error over several lines as one', () => {
    const lines = [
      'ERROR: Cache export is not supported for the docker driver.',
      'Switch to a different driver, or turn on the containerd image store, and try again.',
      'Learn more at https://docs.docker.com/go/build-cache-backends/',
    ];
    expect(readEnding(lines)).toEqual([{ message: lines.join('\n').replace('ERROR: ', '') }]);
  });

  it.each([
    [[]],
    [['']],
    [['--------------------']],
    [['Dockerfile:6', '--------------------']],
    [['a', 'b', '>>> c']],
  ])('finds no error in %j', (lines) => {
    expect(readEnding(lines)).toEqual([]);
  });

  it('takes no rulers without a place for a piece of a Dockerfile', () => {
    const [error] = readEnding([
      '--------------------',
      '  1 | x',
      '--------------------',
      'ERROR: target a: no',
    ]);
    expect(error).toEqual({ target: 'a', message: 'no' });
  });
});
