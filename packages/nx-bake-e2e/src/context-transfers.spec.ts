import { freshRegistry } from './kit/registry/registry';
import type { Ran } from './kit/run';
import { rootContextService, WORKSPACE_CONTEXT } from './kit/services/services';
import { createWorkspace, type Workspace } from './kit/workspace';

const NAMES = ['ape', 'bee', 'cat', 'dog', 'elk', 'fox', 'gnu', 'hen'];
/** So much that nothing else counts beside it. */
const DATA_BYTES = 400_000;

interface Transfer {
  readonly vertex: string;
  readonly id: string;
  readonly current?: number;
}

/** How many bytes of a context each of the builds got. */
function transferred({ output }: Ran): number[] {
  const records = output.split('\n').filter((line) => line.startsWith('{"'));
  const bytes = new Map<string, number>();
  for (const record of records) {
    const { statuses = [] } = JSON.parse(record) as { statuses?: Transfer[] }; // buildx's shape
    for (const { vertex, id, current = 0 } of statuses.filter((one) => one.id === 'transferring context:'))
      bytes.set(`${vertex} ${id}`, Math.max(current, bytes.get(`${vertex} ${id}`) ?? 0));
  }
  return [...bytes.values()];
}

describe('services that share the workspace as their context', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    const files = NAMES.map((name) => ({
      ...rootContextService(name),
      [`services/${name}/data.txt`]: 'x'.repeat(DATA_BYTES),
    }));
    workspace = await createWorkspace({
      files: Object.assign({}, ...files) as Record<string, string>, // of such
      pluginOptions: { ...WORKSPACE_CONTEXT, registry: freshRegistry(), cache: 'none' },
    });
  });
  afterAll(() => {
    workspace.remove();
  });

  const build = () => workspace.nx(['run-many', '-t', 'docker-build', '--progress=raw']);

  it('are sent their own files once, and then what has changed', async () => {
    const first = transferred(await build());
    expect(first).toHaveLength(NAMES.length);
    expect(Math.min(...first)).toBeGreaterThan(DATA_BYTES);
    workspace.write({ 'services/ape/main.txt': 'changed\n' });
    const second = transferred(await build());
    expect(second).toHaveLength(NAMES.length);
    expect(Math.max(...second)).toBeLessThan(DATA_BYTES / 10);
  });
});
