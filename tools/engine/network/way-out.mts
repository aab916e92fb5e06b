import { tryRun } from '../process/run.mjs';

type Env = Readonly<Record<string, string>>;

interface Way {
  readonly tool: string;
  readonly bridge: string;
  /** e.g. `10.213.0.0/24` */
  readonly subnet: string;
}

/**
 * The iptables that works here: the machine's own choice first. Empty when none does.
 * The engine itself runs with `iptables: false`, because two engines would flush each other's DOCKER chains.
 */
export async function findNatTool(env: Env): Promise<string> {
  for (const tool of ['iptables', 'iptables-nft', 'iptables-legacy']) {
    if ((await tryRun(tool, ['-w', '-t', 'nat', '-S', 'POSTROUTING'], { env })).ok) return tool;
  }
  return '';
}

/** Lets containers on our bridge, and nothing else, reach what this machine reaches. Says why it cannot. */
export async function openWayOut(way: Way, env: Env): Promise<string | undefined> {
  for (const { table, chain, match } of rules(way)) {
    const done = await tryRun(way.tool, ['-w', '-t', table, '-I', chain, ...match], { env });
    if (!done.ok) return done.stderr.trim();
  }
  return undefined;
}

export async function closeWayOut(way: Way, env: Env): Promise<void> {
  for (const { table, chain, match } of rules(way)) {
    await tryRun(way.tool, ['-w', '-t', table, '-D', chain, ...match], { env });
  }
}

function rules({ bridge, subnet }: Way) {
  const answers = ['-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED'];
  return [
    { table: 'nat', chain: 'POSTROUTING', match: ['-s', subnet, '!', '-o', bridge, '-j', 'MASQUERADE'] },
    { table: 'filter', chain: 'FORWARD', match: ['-i', bridge, '-j', 'ACCEPT'] },
    { table: 'filter', chain: 'FORWARD', match: ['-o', bridge, ...answers, '-j', 'ACCEPT'] },
  ];
}
