import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

/**
 * The process groups of everything that a process has started, and what that has started. Nx 24 gives each task a group
 * of its own. What has lost its parent is known by a text that only the environment of this family has. Only Linux tells
 * without another program; elsewhere there is none but the process's own.
 */
export function processGroupsUnder(pid: number, mark: string): number[] {
  const all = processes();
  const marked = all.filter((one) => environmentOf(one).includes(mark));
  const family = new Set([pid, ...marked.map((one) => one.pid)]);
  const groups = new Set([pid, ...marked.map((one) => one.group)]);
  // grows while it is walked
  for (const parent of family)
    for (const child of all.filter((one) => one.parent === parent)) {
      family.add(child.pid);
      groups.add(child.group);
    }
  return [...groups];
}

function processes(): Process[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/u.test(name) ? statOf(name) : []));
  } catch {
    return [];
  }
}

/** man 5 proc_pid_stat: the name in brackets may hold anything. */
function statOf(pid: string): Process[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group) }];
  } catch {
    return []; // it ended meanwhile
  }
}

function environmentOf({ pid }: Process): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return ''; // it ended meanwhile, or is another user's
  }
}
