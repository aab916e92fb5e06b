import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createWorkspace, projectJson, type Workspace } from './kit/workspace';

const FIXTURES = resolve(__dirname, '../../nx-bake/fixtures/adoption');
const fixture = (name: string): string => readFileSync(join(FIXTURES, name), 'utf8');

const STAMP = `${process.pid}-${Date.now()}`;
const IMAGE = `FROM busybox:stable\nENV RUN=${STAMP}\nCOPY . .\n`;

const project = (root: string, name: string): Record<string, string> => ({
  [`${root}/project.json`]: projectJson(name, {}),
});

describe('Hand-written bake files', () => {
  let workspace: Workspace | undefined;

  afterEach(() => {
    workspace?.remove();
    workspace = undefined;
  });

  async function adopt(files: Record<string, string>, ...more: string[]): Promise<Workspace> {
    workspace = await createWorkspace({ files });
    const ran = await workspace.nx(['g', 'nx-bake:adopt', '--no-interactive', ...more]);
    expect(ran).toMatchObject({ code: 0 });
    return workspace;
  }

  it('are mapped, built through nx, and left as they are; a second run changes nothing', async () => {
    const bakeFile = fixture('1-dockerfile-per-service.hcl');
    const files = {
      'docker-bake.hcl': bakeFile,
      ...project('services/orders-api', 'orders-api'),
      ...project('apps/storefront', 'storefront'),
      ...project('services/mailer', 'mailer'),
      'services/orders-api/Dockerfile': IMAGE,
      'apps/storefront/Dockerfile': IMAGE,
      'services/mailer/build/Dockerfile': IMAGE,
      'ops/mail-relay/Dockerfile': IMAGE,
    };
    const adopted = await adopt(files);
    const mapped = Object.keys(files).filter((path) => path.endsWith('project.json'));
    const texts = mapped.map((path) => adopted.read(path));
    expect(JSON.parse(adopted.read('services/mailer/project.json'))).toMatchObject({
      tags: ['bake:default', 'bake:everything'],
      targets: {
        'docker-build': {
          executor: 'nx-bake:docker-build',
          options: { bakeFile: 'docker-bake.hcl', bakeTarget: 'mailer' },
        },
      },
    });
    const again = await adopted.nx(['g', 'nx-bake:adopt', '--no-interactive']);
    expect(again).toMatchObject({ code: 0 });
    expect(again.output).toContain('mail-relay -> ops/mail-relay as a new project');
    expect(mapped.map((path) => adopted.read(path))).toEqual(texts);
    expect(adopted.read('docker-bake.hcl')).toBe(bakeFile);

    const built = await adopted.nx(['run-many', '-t', 'docker-build', '--load'], { TAG: 'x1' });
    expect(built).toMatchObject({ code: 0 });
    const { images } = JSON.parse(adopted.read('dist/.nx-bake/images.json')) as {
      images: { project: string; tags: string[] }[];
    }; // our own file
    expect(Object.fromEntries(images.map((image) => [image.project, image.tags]))).toEqual({
      'orders-api': [
        'registry.example.com/shop/orders-api:x1',
        'registry.example.com/shop/orders-api:latest',
      ],
      storefront: ['registry.example.com/shop/web:x1'],
      mailer: ['registry.example.com/shop/mailer:x1'],
    });
  });

  it('link the members of a matrix, and inline bases that no project stands for', async () => {
    const adopted = await adopt({
      'docker-bake.hcl': `${fixture('6-matrix.hcl')}
target "tooled" {
  context = "tooled"
  contexts = { base = "target:inline-base" }
  tags = ["registry.example.com/lab/tooled:1"]
}
target "inline-base" {
  dockerfile-inline = "FROM busybox:stable\\nENV RUN=${STAMP}\\nRUN echo $\${RUN} > /made\\n"
}
`,
      ...project('server/intake', 'intake'),
      ...project('server/pricing', 'pricing'),
      ...project('images/sandbox', 'sandbox'),
      ...project('tooled', 'tooled'),
      'server/intake/Dockerfile': IMAGE,
      'server/pricing/Dockerfile': IMAGE,
      'images/sandbox/Dockerfile': `FROM busybox:stable\nCOPY --from=tools /bin /tools\n`,
      'tooled/Dockerfile': `FROM base\nRUN test "$(cat /made)" = "${STAMP}"\n`,
      'workers/Dockerfile': 'FROM busybox:stable AS planner\n',
    });
    const one = await adopted.nx(['run', 'sandbox:docker-build-sandbox-20_1']);
    expect(one).toMatchObject({ code: 0 });
    const other = await adopted.nx(['run', 'tooled:docker-build']);
    expect(other).toMatchObject({ code: 0 });
  });

  it('with a mistake are shown in the words of buildx, and others go on', async () => {
    const adopted = await adopt(
      {
        'docker-bake.hcl': fixture('1-dockerfile-per-service.hcl'),
        ...project('services/mailer', 'mailer'),
        'services/mailer/build/Dockerfile': IMAGE,
        ...project('plain', 'plain'),
        'plain/Dockerfile': IMAGE,
      },
      '--bakeFile=docker-bake.hcl',
    );
    adopted.write({ 'docker-bake.hcl': 'target "mailer" {\n  context =\n}\n' });
    const ran = await adopted.nx(['run', 'mailer:docker-build']);
    expect(ran.code).not.toBe(0);
    expect(ran.output).toContain('NX_BAKE_BAKE_FILE: [mailer]');
    expect(ran.output).toMatch(/docker-bake\.hcl:2/u);
    const plain = await adopted.nx(['run', 'plain:docker-build']);
    expect(plain).toMatchObject({ code: 0 });
  });
});
