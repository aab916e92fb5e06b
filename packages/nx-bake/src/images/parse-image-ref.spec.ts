import fc from 'fast-check';
import { formatImageRef } from './image-ref';
import { parseImageRef, parseRegistry } from './parse-image-ref';

const AT = { place: 'image' };
const HEX = 'a'.repeat(64);

const reasonOf = (text: string): string => {
  const parsed = parseImageRef(text, AT);
  if (parsed.ok) return 'legal';
  const [problem] = parsed.problems;
  return problem?.kind === 'invalid-image' ? problem.reason : 'another problem';
};

describe('parseImageRef', () => {
  it.each([
    ['api', { repository: 'api' }],
    ['acme/api', { repository: 'acme/api' }],
    ['acme/api:1.2', { repository: 'acme/api', tag: '1.2' }],
    ['localhost/api', { registry: 'localhost', repository: 'api' }],
    ['localhost:5000', { repository: 'localhost', tag: '5000' }],
    ['127.0.0.1:5000/x/y:_', { registry: '127.0.0.1:5000', repository: 'x/y', tag: '_' }],
    ['[::1]:5000/x', { registry: '[::1]:5000', repository: 'x' }],
    ['GHCR.io/acme/api', { registry: 'GHCR.io', repository: 'acme/api' }],
    ['registry:5000/a__b/c---d/e.f', { registry: 'registry:5000', repository: 'a__b/c---d/e.f' }],
    [`acme/api:1@sha256:${HEX}`, { repository: 'acme/api', tag: '1', digest: `sha256:${HEX}` }],
  ])('reads %s', (text, ref) => {
    expect(parseImageRef(text, AT)).toEqual({ ok: true, value: ref });
  });

  it.each([
    ['', 'it is empty'],
    ['a b', 'it has a space in it'],
    ['https://ghcr.io/acme/api', 'it starts with "https://", which is never part of a reference'],
    ['acme/Api', 'the repository "acme/Api" must be lower-case'],
    ['Acme/api', 'the repository "Acme/api" must be lower-case'],
    ['-x.io/api', '"-x.io" is no legal registry host'],
    ['ghcr.io/', 'it has no repository name'],
    ['acme//api', 'it has an empty path component: two slashes in a row, or one at an end'],
    ['acme/a..b', '"a..b" may hold only a-z and 0-9 and, between them, one ".", one or two "_", or dashes'],
    [
      'acme/api:-1',
      'the tag "-1" may hold only letters, digits, "_", "." and "-", and starts with none of the last two',
    ],
    [
      'acme/api:',
      'the tag "" may hold only letters, digits, "_", "." and "-", and starts with none of the last two',
    ],
    [`acme/api:${'x'.repeat(129)}`, 'the tag "xxxxxxxxxxxxxxxxxxxx..." is longer than 128 characters'],
    ['acme/api@sha256:12', '"sha256:12" is no digest such as sha256:<64 hexadecimal digits>'],
    ['x'.repeat(256), 'the repository is longer than 255 characters'],
    [HEX, 'a repository of 64 hexadecimal digits would be an image ID'],
  ])('says what is wrong with %p', (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  it('reads what was formatted', () => {
    const component = fc.stringMatching(/^[a-z0-9]{1,8}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,5}){0,2}$/u);
    const option = (name: string, value: fc.Arbitrary<string>) =>
      fc.option(value, { nil: undefined }).map((text) => (text === undefined ? {} : { [name]: text }));
    const refs = fc.tuple(
      option('registry', fc.constantFrom('localhost', 'ghcr.io', 'registry:5000', '[::1]:80', 'A.b')),
      fc.array(component, { minLength: 1, maxLength: 3 }),
      option('tag', fc.stringMatching(/^\w[\w.-]{0,127}$/u)),
      option('digest', fc.stringMatching(/^sha256:[0-9a-f]{64}$/u)),
    );
    fc.assert(
      fc.property(refs, ([registry, path, tag, digest]) => {
        fc.pre(path.length > 1 || Object.keys(registry).length > 0 || !/[.:]/u.test(path[0] ?? ''));
        fc.pre(path[0] !== 'localhost');
        const ref = { ...registry, repository: path.join('/'), ...tag, ...digest };
        fc.pre(Object.keys(registry).length > 0 || !path[0]!.includes('.'));
        expect(parseImageRef(formatImageRef(ref), AT)).toEqual({ ok: true, value: ref });
      }),
    );
  });

  it('never throws, and never takes what it would not format back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const parsed = parseImageRef(text, AT);
        expect(parsed.ok ? formatImageRef(parsed.value) : text).toBe(text);
      }),
    );
  });
});

describe('parseRegistry', () => {
  it.each([
    'ghcr.io/acme',
    'europe-docker.pkg.dev/p/r',
    'localhost:5000',
    'localhost',
    '127.0.0.1:5000/x',
    'docker.io/acme',
  ])('takes %s', (text) => {
    expect(parseRegistry(text, AT)).toEqual({ ok: true, value: text });
  });

  it.each([
    ['acme', '"acme" is no registry host; for Docker Hub write docker.io/acme'],
    ['https://ghcr.io', 'it starts with "https://", which is never part of a reference'],
    ['ghcr.io/', 'it has no repository name'],
    ['ghcr.io/Acme', 'the repository "Acme" must be lower-case'],
    ['ghcr.io:x', '"ghcr.io:x" is no legal registry host'],
    ['', 'it is empty'],
  ])('refuses %p', (text, reason) => {
    expect(parseRegistry(text, AT)).toEqual({
      ok: false,
      problems: [{ kind: 'invalid-image', place: 'image', image: text, reason }],
    });
  });
});
