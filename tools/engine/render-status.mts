import type { EngineStatus } from './engine-status.mjs';

export function renderStatus(status: EngineStatus): string {
  if (!status.up)
    return `down: ${status.because} (${status.folder}). Start it with \`npm run engine -- up\`.`;
  const { engine, versions } = status;
  const rows: [string, string][] = [
    ['engine', `${engine.kind}, ${versions.engine}`],
    ['buildx', versions.buildx],
    ['registry', engine.registry],
    ['folder', status.folder],
    ['processes', status.processes.join(', ')],
    ['stand-ins', status.standIns.join(', ')],
    ...status.notes.map((note): [string, string] => ['note', note]),
  ];
  const filled = rows.filter(([, value]) => value !== '');
  return ['up', ...filled.map(([name, value]) => `  ${name.padEnd(10)} ${value}`)].join('\n');
}
