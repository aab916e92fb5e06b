import { buildRefsIn } from './bake-once';

describe('buildRefsIn', () => {
  it('takes the references of targets and nothing else', () => {
    const metadata = {
      api: { 'buildx.build.ref': 'default/default/abc', 'containerimage.digest': 'sha256:0' },
      base: { 'buildx.build.provenance': {} },
      'buildx.build.warnings': [{ vertex: 'sha256:0' }],
    };
    expect([...buildRefsIn(JSON.stringify(metadata))]).toEqual([['api', 'default/default/abc']]);
    expect([...buildRefsIn('[]')]).toEqual([]);
  });
});
