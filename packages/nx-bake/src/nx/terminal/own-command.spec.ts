import { isOwnCommand, refusesBatches } from './own-command';

const NX = { plugins: ['@nx/js', { plugin: 'nx-bake', options: { targetName: 'image' } }] };
const words = (command: string): string[] => ['node', 'nx', ...command.split(' ')];

describe('isOwnCommand', () => {
  it.each([
    'run-many -t image',
    'run-many -t image --parallel=2 --push',
    'run-many --target image',
    'run-many --targets=image,image -p a b',
    'affected --base=main -t=image --push',
    'affected --target=image',
    'run @acme/orders:image',
    'run orders:image:production --dry-run',
    'image orders',
    '--verbose image orders',
  ])('nx %s', (command) => {
    expect(isOwnCommand(words(command), NX)).toBe(true);
  });

  it.each([
    'run-many -t lint image',
    'run-many -t image lint',
    'run-many --targets=image,lint',
    'run-many -p image',
    'run-many -t lint -- image',
    'run-many -t deploy --push',
    'run-many --all',
    'affected',
    'run orders:build',
    'run',
    'build image',
    'graph',
    'release publish',
    'run-many -t docker-build',
  ])('not nx %s', (command) => {
    expect(isOwnCommand(words(command), NX)).toBe(false);
  });

  it('knows the default name, also of an entry without options', () => {
    for (const entry of ['nx-bake', { plugin: 'nx-bake' }])
      expect(isOwnCommand(words('run-many -t docker-build'), { plugins: [entry] })).toBe(true);
  });

  it('has nothing to say without plugin or command', () => {
    expect(isOwnCommand(words('run-many -t docker-build'), {})).toBe(false);
    expect(isOwnCommand(undefined, NX)).toBe(false);
    expect(isOwnCommand([], NX)).toBe(false);
  });
});

it.each([
  ['run-many -t image --batch=false', true],
  ['run-many -t image --no-batch', true],
  ['run-many -t image --batch', false],
])('whether "nx %s" refuses batches: %p', (command, expected) => {
  expect(refusesBatches(words(command))).toBe(expected);
});
