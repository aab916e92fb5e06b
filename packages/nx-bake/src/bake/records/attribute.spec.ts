import fc from 'fast-check';
import { attribute } from './attribute';

const many = new Set(['orders', 'mail', 'build']);

describe('attribute', () => {
  it.each([
    ['[orders build 2/3] RUN x', 'orders', '[build 2/3] RUN x'],
    ['[orders 2/3] RUN x', 'orders', '[2/3] RUN x'],
    ['[build build 2/3] RUN x', 'build', '[build 2/3] RUN x'],
    ['[orders linux/arm64 1/1] COPY a b', 'orders', '[linux/arm64 1/1] COPY a b'],
    ['[orders internal] load .dockerignore', 'orders', '[internal] load .dockerignore'],
    ['[orders] exporting to image', 'orders', 'exporting to image'],
    ['[mail] importing cache manifest from r/c:1', 'mail', 'importing cache manifest from r/c:1'],
    ['[internal] load local bake definitions', undefined, '[internal] load local bake definitions'],
    ['[auth] acme/orders:pull token for r', undefined, '[auth] acme/orders:pull token for r'],
    ['merging manifest list r/orders:1', undefined, 'merging manifest list r/orders:1'],
    ['[unknown 1/2] RUN x', undefined, '[unknown 1/2] RUN x'],
    ['[ordersx 1/2] RUN x', undefined, '[ordersx 1/2] RUN x'],
    ['', undefined, ''],
  ])('of several targets: %s', (name, target, rest) => {
    expect(attribute(name, many)).toEqual(target === undefined ? { name: rest } : { target, name: rest });
  });

  it.each([
    ['[build 2/3] RUN x', '[build 2/3] RUN x'],
    ['exporting to image', 'exporting to image'],
    ['[internal] load .dockerignore', '[internal] load .dockerignore'],
  ])('of one target, even when a stage has its name: %s', (name, rest) => {
    expect(attribute(name, new Set(['build']))).toEqual({ target: 'build', name: rest });
  });

  it('leaves what bake does for the call to nobody, also with one target', () => {
    expect(attribute('[internal] load local bake definitions', new Set(['build'])).target).toBeUndefined();
  });

  it('undoes what buildx does to a name', () => {
    const target = fc
      .stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,20}$/)
      .filter((name) => !['internal', 'auth'].includes(name));
    fc.assert(
      fc.property(target, fc.string(), (name, vertex) => {
        const prefixed = vertex.startsWith('[') ? `[${name} ${vertex.slice(1)}` : `[${name}] ${vertex}`;
        expect(attribute(prefixed, new Set([name, 'other.']))).toEqual({ target: name, name: vertex });
      }),
    );
  });
});
