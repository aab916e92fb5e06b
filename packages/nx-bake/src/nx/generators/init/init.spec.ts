import { readNxJson, updateNxJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import init from './init';

describe('init', () => {
  it('registers the plugin with the registry', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await init(tree, { registry: 'ghcr.io/acme', skipFormat: true });
    expect(readNxJson(tree)?.plugins).toEqual([{ plugin: 'nx-bake', options: { registry: 'ghcr.io/acme' } }]);
  });

  it('leaves what is there alone', async () => {
    const tree = createTreeWithEmptyWorkspace();
    const plugins = ['other', { plugin: 'nx-bake', options: { registry: 'r.io' } }];
    updateNxJson(tree, { plugins });
    await init(tree, { registry: 'ghcr.io/acme', skipFormat: true });
    expect(readNxJson(tree)?.plugins).toEqual(plugins);
  });

  it('refuses a target name that Nx would not take', async () => {
    await expect(
      init(createTreeWithEmptyWorkspace(), { targetName: 'a:b', skipFormat: true }),
    ).rejects.toThrow('NX_BAKE_INVALID_OPTION');
  });
});
