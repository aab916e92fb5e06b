import type { ImageRef } from '../images/image-ref';
import { LITERAL_REFS, VARIABLE_REFS } from './ref-template';

const shared = { registry: true, tag: true };
const onlyRegistry = { registry: true, tag: false };
const onlyTag = { registry: false, tag: true };
const ghcr = { registry: 'ghcr.io/acme', repository: 'orders' };

describe('VARIABLE_REFS.image', () => {
  it.each<[ImageRef, string]>([
    [{ repository: 'orders', tag: 'latest', shared }, '${image("orders")}:${NX_BAKE_TAG}'],
    [{ ...ghcr, tag: 'latest', shared }, '${image("orders")}:${NX_BAKE_TAG}'],
    [{ ...ghcr, tag: 'v1', shared: onlyRegistry }, '${image("orders")}:v1'],
    [{ ...ghcr, tag: 'v1', shared: onlyTag }, 'ghcr.io/acme/orders:${NX_BAKE_TAG}'],
    [{ ...ghcr, tag: 'v1' }, 'ghcr.io/acme/orders:v1'],
    [{ ...ghcr, shared: onlyRegistry }, '${image("orders")}'],
    [{ repository: 'orders', digest: 'sha256:0a', shared: onlyRegistry }, '${image("orders")}@sha256:0a'],
  ])('%j is %s', (ref, template) => {
    expect(VARIABLE_REFS.image(ref)).toBe(template);
  });
});

describe('VARIABLE_REFS.cache', () => {
  it.each<[ImageRef, string]>([
    [{ ...ghcr, repository: 'orders-build-cache', shared }, '${image("orders-build-cache")}${scope(":")}'],
    [
      { ...ghcr, tag: 'build-cache', tagBase: 'build-cache', shared },
      '${image("orders")}:build-cache${scope(".")}',
    ],
    [
      { ...ghcr, tag: 'build-cache.main', tagBase: 'build-cache', shared: onlyTag },
      'ghcr.io/acme/orders:build-cache${scope(".")}',
    ],
    [{ ...ghcr, tag: 'main', shared: onlyRegistry }, '${image("orders")}:main'],
    [{ ...ghcr, tag: 'main' }, 'ghcr.io/acme/orders:main'],
  ])('%j is %s', (ref, template) => {
    expect(VARIABLE_REFS.cache(ref)).toBe(template);
  });
});

test('LITERAL_REFS knows no variables', () => {
  const ref = { ...ghcr, tag: 'latest', shared };
  expect(LITERAL_REFS.image(ref)).toBe('ghcr.io/acme/orders:latest');
  expect(LITERAL_REFS.cache(ref)).toBe('ghcr.io/acme/orders:latest');
});
