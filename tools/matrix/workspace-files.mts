import { NX_VERSIONS, type Combination } from './combination.mjs';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** A workspace that has nothing but Nx, a base image and a service on it. */
export function workspaceFiles({ nx, manager }: Combination, registry: string): Record<string, string> {
  return {
    'package.json': json({
      name: 'user',
      version: '0.0.0',
      private: true,
      type: 'module',
      devDependencies: { nx: NX_VERSIONS[nx] ?? nx },
    }),
    'nx.json': json({ analytics: false, neverConnectToCloud: true, defaultBase: 'main' }),
    '.gitignore': 'node_modules\n.nx\n.yarn\n.pnp.*\n',
    '.npmrc': `registry=${registry}\naudit=false\nfund=false\n`,
    'base/project.json': json({ name: 'base' }),
    'base/Dockerfile': 'FROM busybox:stable\nRUN echo base > /base\n',
    'service/project.json': json({ name: 'service' }),
    'service/main.txt': 'service\n',
    'service/Dockerfile': 'FROM base\nCOPY main.txt /\n',
    ...managerFiles(manager, registry),
  };
}

/** The settings that a package manager needs for a registry on loopback whose newest package is of today. */
function managerFiles(manager: Combination['manager'], registry: string): Record<string, string> {
  switch (manager) {
    case 'npm':
    case 'bun':
      return {};
    case 'pnpm':
      return { 'pnpm-workspace.yaml': 'packages:\n  - .\nonlyBuiltDependencies:\n  - nx\n' };
    case 'yarn-classic':
      return { '.yarnrc': `registry "${registry}"\n`, 'yarn.lock': '' };
    case 'yarn':
    case 'yarn-pnp':
      return {
        'yarn.lock': '',
        '.yarnrc.yml': [
          `nodeLinker: ${manager === 'yarn' ? 'node-modules' : 'pnp'}`,
          `npmRegistryServer: "${registry}"`,
          'unsafeHttpWhitelist: ["127.0.0.1"]',
          'npmMinimalAgeGate: 0',
          'enableTelemetry: false',
          'enableImmutableInstalls: false',
          '',
        ].join('\n'),
      };
  }
}
