import { formatImageRef } from './image-ref';
import { imageName } from './image-pattern';

const AT = { place: 'image', project: '@acme/web.api' };
const FACTS = { projectName: '@acme/web.api', projectRoot: 'apps/Web' };

const named = (pattern: string, facts = {}) => {
  const image = imageName(pattern, { ...FACTS, ...facts }, AT);
  return image.ok ? formatImageRef(image.value) : image.problems.map(({ kind }) => kind).join();
};

describe('imageName', () => {
  it.each([
    ['{projectName}', undefined, 'acme/web.api'],
    ['{projectName}', 'ghcr.io/acme', 'ghcr.io/acme/acme/web.api'],
    ['{name}', 'ghcr.io/acme', 'ghcr.io/acme/web.api'],
    ['team/@acme/web.api', 'localhost:5000', 'localhost:5000/team/acme/web.api'],
    ['team/apps/Web', 'localhost:5000', 'localhost:5000/team/apps/web'],
    ['team/{projectRoot}-image', 'localhost:5000', 'localhost:5000/team/apps/web-image'],
    ['quay.io/acme/{name}', 'ghcr.io', 'quay.io/acme/web.api'],
    ['{name}/x', undefined, 'web-api/x'],
    ['acme/fixed', undefined, 'acme/fixed'],
  ])('fills %s with registry %p', (pattern, registry, image) => {
    expect(named(pattern, { registry })).toBe(image);
  });

  it('marks the registry of the setting as shared, and no other', () => {
    const image = imageName('{name}', { ...FACTS, registry: 'ghcr.io' }, AT);
    expect(image).toMatchObject({ value: { registry: 'ghcr.io', shared: { registry: true, tag: false } } });
    const own = imageName('quay.io/{name}', { ...FACTS, registry: 'ghcr.io' }, AT);
    expect(own).toEqual({ ok: true, value: { registry: 'quay.io', repository: 'web.api' } });
  });

  it('names the placeholders there are, once for each wrong one', () => {
    expect(imageName('{nmae}/{toString}', FACTS, AT)).toMatchObject({
      problems: [
        { kind: 'unknown-option', option: '{nmae}', allowed: ['{projectName}', '{name}', '{projectRoot}'] },
        { kind: 'unknown-option', option: '{toString}' },
      ],
    });
  });

  it.each([
    ['{name}:1', {}, 'invalid-image'],
    ['acme/API', {}, 'invalid-image'],
    ['{name}', { projectName: '日本' }, 'no-image-name'],
    ['{projectRoot}', { projectRoot: '.' }, 'no-image-name'],
    ['{name}', { registry: 'acme' }, 'invalid-image'],
  ])('refuses %s with %p', (pattern, facts, kind) => {
    expect(named(pattern, facts)).toBe(kind);
  });
});
