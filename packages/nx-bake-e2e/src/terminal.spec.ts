import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedNx, type InstalledNx } from './kit/nx/installed-nx';
import { COLUMNS, nxInTerminal, type TerminalRun } from './kit/nx/terminal-run';
import { plainService } from './kit/services/plain-service';
import { run } from './kit/run';
import { createWorkspace, json, type Workspace } from './kit/workspace';

const NAMES = ['billing', 'mail', 'orders'];
const IMAGES = ['run-many', '-t', 'docker-build', '--load'];
const MIXED = ['run-many', '-t', 'lint', 'docker-build', '--load'];

/** `npm run test:terminal` has all versions and cases; `npm test` the version of this repository, and no case twice. */
const IS_WHOLE = process.env['NX_BAKE_NIGHTLY'] === '1';
const VERSIONS = IS_WHOLE ? ['24', '22.6.0', '22.7.12', '23.3.2'] : ['24'];

/** Takes about three seconds, and looks different in each workspace. */
const service = (name: string, fails = ''): Record<string, string> => ({
  ...plainService(name, [
    'FROM busybox:stable',
    `RUN for i in 1 2 3 4 5 6; do echo ${name} $i of ${process.pid}.${Date.now()}; sleep 0.5; done ${fails}`,
  ]),
  [`services/${name}/project.json`]: json({
    name,
    targets: { lint: { command: `echo lint ${name}` } },
  }),
});

describe.each(VERSIONS)('what a person sees, Nx %s', (version) => {
  let nx: InstalledNx | undefined;
  beforeAll(async () => {
    nx = version === '24' ? undefined : await installedNx(version);
  });
  afterAll(() => {
    nx?.remove();
  });

  describe.each(['false', 'true'])('NX_DAEMON=%s', (daemon) => {
    let workspace: Workspace;
    const once = IS_WHOLE || daemon === 'false' ? it : it.skip;
    beforeAll(async () => {
      const files = Object.assign({}, ...NAMES.map((name) => service(name))) as Record<string, string>;
      workspace = await createWorkspace({ files, ...(nx === undefined ? {} : { modules: nx.modules }) });
    });
    afterAll(async () => {
      await workspace.nx(['daemon', '--stop'], { NX_DAEMON: 'true' });
      workspace.remove();
    });

    const start = (
      args: readonly string[],
      env: Readonly<Record<string, string>> = {},
      pipe = '',
    ): TerminalRun =>
      nxInTerminal(workspace, args, { env: { NX_DAEMON: daemon, NX_TUI: 'false', ...env }, pipe });

    const filled = (terminal: TerminalRun): string[] => terminal.screen().filter((line) => line !== '');

    /** The table at the end: each row once, whole, and below Nx's own summary. */
    function expectTable(terminal: TerminalRun, outcome = /built|reused/u): void {
      const lines = filled(terminal);
      const end = lines.slice(-NAMES.length - 2);
      expect(end[0]).toMatch(/^project +image +outcome /u);
      NAMES.forEach((name, index) => {
        const row = end[index + 1] ?? '';
        expect(row).toMatch(new RegExp(`^${name} +\\S+/${name}:\\S+ +(${outcome.source}) `, 'u'));
        expect(row.length).toBeLessThanOrEqual(COLUMNS);
        expect(lines.filter((line) => line === row)).toHaveLength(1);
      });
      expect(end.at(-1)).toMatch(/^3 images in 1 bake call, /u);
      const summary = lines.findLastIndex((line) => /NX +(Successfully ran|Running) target/u.test(line));
      expect(summary).toBeGreaterThan(0);
      expect(summary).toBeLessThan(lines.length - end.length);
      expect(terminal.column()).toBe(0);
      expect(leftWords()).toEqual([]);
    }
    const leftWords = (): string[] => {
      const folder = join(workspace.root, '.nx/workspace-data/nx-bake/words');
      return existsSync(folder) ? readdirSync(folder) : [];
    };

    it('images only: live lines that stay, then the table', async () => {
      const terminal = start(IMAGES);
      await terminal.shows(/^mail +\| #\d+ mail 1 of/u);
      const early = terminal.screen().find((line) => /^mail +\| #\d+ mail 1 of/u.test(line));
      expect(await terminal.ended).toBe(0);
      expect(terminal.screen().filter((line) => line === early)).toHaveLength(1);
      expectTable(terminal);
    });

    once('with other targets: Nx’s list, then the table', async () => {
      const terminal = start(MIXED);
      expect(await terminal.ended).toBe(0);
      expect(filled(terminal).join('\n')).toMatch(/✔ +nx run mail:lint/u);
      expectTable(terminal);
    });

    it('Nx’s terminal UI', async () => {
      const terminal = start(IMAGES, { NX_TUI: 'true' });
      expect(await terminal.ended).toBe(0);
      expectTable(terminal);
    });

    it('a dry run shows its plan', async () => {
      const terminal = start([...IMAGES, '--dry-run']);
      expect(await terminal.ended).toBe(0);
      const text = filled(terminal).join('\n');
      for (const name of NAMES) expect(text.split(`target "${name}" {`)).toHaveLength(2);
      // a long command takes several lines of 80 columns
      expect(filled(terminal).slice(-5).join('')).toMatch(
        /docker buildx bake --file .* -- (?=.*mail)(?=.*orders).*billing/u,
      );
    });

    once.each<[string, string[], Record<string, string>, string]>([
      ['a pipe', IMAGES, {}, '| cat'],
      ['--output-style=static', [...IMAGES, '--output-style=static'], {}, ''],
      ['--output-style=stream', [...IMAGES, '--output-style=stream'], {}, ''],
      ['CI', IMAGES, { CI: 'true' }, ''],
      ['GitHub Actions', IMAGES, { CI: 'true', GITHUB_ACTIONS: 'true' }, '| cat'],
      ['GitHub Actions with other targets', MIXED, { CI: 'true', GITHUB_ACTIONS: 'true' }, '| cat'],
    ])('%s: the rows once', async (_, args, env, pipe) => {
      const terminal = start(args, env, pipe);
      expect(await terminal.ended).toBe(0);
      const text = filled(terminal).join('\n');
      for (const name of NAMES)
        expect(text.match(new RegExp(`^${name} +\\S+/${name}:latest +(built|reused)`, 'gmu'))).toHaveLength(
          1,
        );
    });

    once('without a place for the words: the worker prints, and the exit code is Nx’s', async () => {
      const folder = join(workspace.root, '.nx/workspace-data/nx-bake/words');
      const words = readdirSync(folder);
      expect(words).toEqual([]);
      await run('rm', ['-r', folder], { cwd: workspace.root });
      writeFileSync(folder, 'in the way');
      const terminal = start([...IMAGES, '--output-style=stream']);
      expect(await terminal.ended).toBe(0);
      expect(filled(terminal).join('\n')).toMatch(/^3 images in 1 bake call, /mu);
      await run('rm', [folder], { cwd: workspace.root });
    });

    it('two runs at once: each has its own table', async () => {
      const first = start(['run', 'mail:docker-build', '--load']);
      const second = start(['run', 'orders:docker-build', '--load']);
      expect([await first.ended, await second.ended]).toEqual([0, 0]);
      for (const [terminal, own, other] of [
        [first, 'mail', 'orders'],
        [second, 'orders', 'mail'],
      ] as const) {
        const end = filled(terminal).slice(-3).join('\n');
        expect(end).toMatch(new RegExp(`^${own} +\\S+/${own}:latest`, 'mu'));
        expect(filled(terminal).join('\n')).not.toMatch(new RegExp(`/${other}:latest`, 'u'));
      }
    });

    once('one failing image: the table once, and exit code 1', async () => {
      const good = workspace.read('services/mail/Dockerfile');
      workspace.write(service('mail', '&& false'));
      const terminal = start(IMAGES);
      const code = await terminal.ended;
      workspace.write({ 'services/mail/Dockerfile': good });
      expect(code).toBe(1);
      expectTable(terminal, /built|reused|failed/u);
    });

    once('Ctrl-C: Nx’s exit code, and no words left behind', async () => {
      workspace.write(service('orders'));
      const terminal = start(IMAGES);
      await terminal.shows(/^orders +\| #\d+ orders 1 of/u);
      terminal.type('\u0003');
      expect(await terminal.ended).toBe(130);
      expect(leftWords()).toEqual([]);
    });

    once('output: "nx" leaves all to Nx', async () => {
      const nxJson = workspace.read('nx.json');
      const parsed = JSON.parse(nxJson) as { plugins: [{ options: object }] }; // as createWorkspace writes it
      parsed.plugins[0].options = { output: 'nx' };
      workspace.write({ 'nx.json': json(parsed) });
      const terminal = start(IMAGES);
      const code = await terminal.ended;
      workspace.write({ 'nx.json': nxJson });
      expect(code).toBe(0);
      expect(filled(terminal).at(-1)).not.toMatch(/^3 images in/u);
    });
  });
});
