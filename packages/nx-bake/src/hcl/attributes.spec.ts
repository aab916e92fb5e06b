import {
  block,
  expressionsAttribute,
  flagAttribute,
  listAttribute,
  mapAttribute,
  textAttribute,
} from './attributes';

describe('block', () => {
  it('aligns neighbours that take a single line, as terraform fmt does', () => {
    const attributes = [
      textAttribute('context', '.'),
      flagAttribute('pull', true),
      mapAttribute('args', { LONGER: '1', 'a b': '2' }),
      textAttribute('dockerfile', 'Dockerfile'),
      listAttribute('tags', ['a', 'b']),
    ];
    expect(block('target "x"', attributes.flat())).toBe(
      [
        'target "x" {',
        '  context = "."',
        '  pull    = true',
        '  args = {',
        '    "LONGER" = "1"',
        '    "a b"    = "2"',
        '  }',
        '  dockerfile = "Dockerfile"',
        '  tags       = ["a", "b"]',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('gives a long list a line per item', () => {
    const items = ['a'.repeat(40), 'b'.repeat(40)];
    expect(block('group "x"', listAttribute('targets', items))).toBe(
      `group "x" {\n  targets = [\n    "${'a'.repeat(40)}",\n    "${'b'.repeat(40)}",\n  ]\n}\n`,
    );
  });

  it('leaves a long single item where it is', () => {
    expect(expressionsAttribute('tags', [`"${'a'.repeat(200)}"`])).toEqual([
      { name: 'tags', lines: [`["${'a'.repeat(200)}"]`] },
    ]);
  });
});

test('a value that is not set is no attribute', () => {
  const attributes = [
    textAttribute('a', undefined),
    flagAttribute('b', false),
    listAttribute('c', []),
    expressionsAttribute('d', []),
    mapAttribute('e', {}),
  ];
  expect(attributes.flat()).toEqual([]);
});
